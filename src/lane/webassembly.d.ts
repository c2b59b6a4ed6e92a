/** As much of WebAssembly as logship uses: the types of Node have none of it, and those of browsers too much else. */
declare namespace WebAssembly {
  /** What was compiled: nothing is asked of it. */
  type Module = object;

  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }

  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }

  function validate(bytes: Uint8Array): boolean;
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: { readonly env: { readonly memory: Memory } }): Promise<Instance>;
}
