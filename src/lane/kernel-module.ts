import fs from 'node:fs/promises';

/** What the kernel exports: see kernel/index.ts. All numbers are addresses in its memory, or lengths. */
export interface Kernel {
  firstFree(): number;
  configure(format: number, maxLineBytes: number, isBulk: number, pinsTenant: number, watchesEcsKeys: number): void;
  setPiece(piece: number, start: number, length: number): void;
  addKey(start: number, length: number, id: number): number;
  addLevel(start: number, length: number): number;
  begin(slab: number, slot: number, from: number, offset: number, latest: number, preparedBytes: number): void;
  run(
    from: number,
    to: number,
    state: number,
    final: number,
    out: number,
    row: number,
    full: number,
    limit: number,
  ): void;
  framesAt(): number;
  framesState(): number;
  framesCount(): number;
  lastEnd(): number;
  lastState(): number;
  lastFeeds(): number;
  outputAt(): number;
  feedsIn(from: number, to: number): number;
}

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;
// The build puts the kernel here. The way is the same from src/lane and from dist/program.
const KERNEL = new URL('../../dist/lane/kernel.wasm', import.meta.url);

export interface LoadedKernel {
  readonly kernel: Kernel;
  readonly memory: Uint8Array;
  /** The first byte that the kernel leaves free. */
  readonly free: number;
}

/**
 * Loads a kernel with memory of its own, of a fixed size: memory that grows moves, and leaves whoever reads into it
 * or writes from it behind. What is never touched costs nothing.
 * @param bytes that the kernel is to leave free.
 */
export async function loadKernel(bytes: number): Promise<LoadedKernel> {
  const module = await compiled();
  const pages = Math.ceil((bytes + KERNEL_BYTES) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernel = exports as unknown as Kernel;
  return { kernel, memory: new Uint8Array(memory.buffer), free: align(kernel.firstFree()) };
}

/** More than the kernel keeps for itself. */
const KERNEL_BYTES = 4 * PAGE;
const ALIGNMENT = 64;

/** The next address that begins a line of the processor's cache. */
export function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

let module: Promise<WebAssembly.Module> | undefined;

async function compiled(): Promise<WebAssembly.Module> {
  module ??= fs.readFile(KERNEL).then((bytes) => WebAssembly.compile(bytes));
  return module;
}

/** `(func (result v128) i32.const 0 i8x16.splat)` */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** Whether this machine has what the kernel needs. */
export function hasSimd(): boolean {
  return WebAssembly.validate(SIMD_MODULE);
}
