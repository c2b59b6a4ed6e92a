import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../model/errors.js';
import type { TailStatus } from './status.js';

/** Serves what a monitor asks for. */
export interface MetricsServer {
  readonly port: number;
  /** From now on there is a status to tell. */
  serve(status: () => TailStatus): void;
  stop(): void;
}

/**
 * Serves `/metrics` (Prometheus text format 0.0.4) and `/health` on 127.0.0.1. Throws `ConfigError`.
 * @param port 0 lets the system choose one.
 */
export async function serveMetrics(port: number): Promise<MetricsServer> {
  let status: (() => TailStatus) | undefined;
  const server = createServer((request, response) => {
    const body = status && bodyOf(request.url ?? '', status);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(body ?? 'There is /metrics and /health.\n');
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    serve: (from) => void (status = from),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`--metrics: 127.0.0.1:${port} can't be listened on (${code})`, {
      cause,
      next: ['Choose another port; 0 lets the system choose one.'],
    });
  }
}

function bodyOf(url: string, status: () => TailStatus): string | undefined {
  if (url === '/health') return 'ok\n';
  return url === '/metrics' ? metricsOf(status()) : undefined;
}

function metricsOf(status: TailStatus): string {
  const counter = (name: string, help: string, value: number) => metric(`${name}_total`, 'counter', help, value);
  const gauge = (name: string, help: string, value: number) => metric(name, 'gauge', help, value);
  return [
    counter('logship_read', 'Records read.', status.read),
    counter('logship_delivered', 'Records that the target took.', status.delivered),
    counter('logship_duplicates', 'Records that the target had already.', status.duplicates),
    counter('logship_rejected', 'Records that were rejected, and are kept.', status.rejected),
    counter('logship_retries', 'Tries after the first ones.', status.retries),
    counter('logship_lost_bytes', 'Bytes truncated or deleted before they were read.', status.lost_bytes),
    gauge('logship_pending', 'Records read and not acknowledged.', status.pending),
    gauge('logship_files', 'Files that are followed.', status.files),
    gauge('logship_lag_bytes', 'Bytes in the files that are not acknowledged.', status.lag_bytes),
    gauge('logship_lag_seconds', 'Seconds since everything was acknowledged.', status.lag_seconds),
  ].join('');
}

function metric(name: string, type: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}
