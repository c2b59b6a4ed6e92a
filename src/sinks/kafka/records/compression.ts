import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { ConfigError } from '../../../model/errors.js';
import { lz4Frame } from './lz4.js';
import { snappyBlock } from './snappy.js';

/** How records are compressed, a batch at a time. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface Compressor {
  /** How a batch tells its readers. */
  readonly codec: number;
  readonly compress: (records: Buffer) => Promise<Buffer>;
}

type Zstd = (input: Buffer, then: (error: Error | null, output: Buffer) => void) => void;

const gzip = promisify<Buffer, Buffer>(zlib.gzip);

/** Throws `ConfigError` where this Node.js lacks what is needed. */
export function compressorOf(compression: Compression): Compressor {
  switch (compression) {
    case 'none':
      return { codec: 0, compress: async (records) => records };
    case 'gzip':
      return { codec: 1, compress: gzip };
    case 'snappy':
      return { codec: 2, compress: async (records) => snappyBlock(records) };
    case 'lz4':
      return { codec: 3, compress: async (records) => lz4Frame(records) };
    case 'zstd':
      return { codec: 4, compress: zstd() };
  }
}

/** Node.js has it since 22.15 and 23.8. */
function zstd(): (records: Buffer) => Promise<Buffer> {
  const { zstdCompress } = zlib as { readonly zstdCompress?: Zstd };
  if (zstdCompress) return promisify(zstdCompress);
  throw new ConfigError(`this Node.js (${process.version}) has no zstd, which KAFKA_COMPRESSION asks for`, {
    next: ['Set KAFKA_COMPRESSION to lz4, gzip or snappy, or run logship with Node.js 22.15 or newer.'],
  });
}
