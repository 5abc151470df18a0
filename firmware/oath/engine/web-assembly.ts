/**
 * The part of the global WebAssembly that the engine uses, typed here because the firmware is checked without
 * DOM and Node libraries.
 *
 * Promises: nothing is compiled by looking; where the machine has no WebAssembly the answer is null. Does not
 * promise that a module runs: a machine may have WebAssembly without its vectors.
 */

/** A compiled module's exported functions and memory, by name. */
export type WasmExports = Readonly<Record<string, unknown>>;

export interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: WasmExports };
  validate(bytes: Uint8Array): boolean;
}

/** The machine's WebAssembly, or null where there is none. */
export function machineWebAssembly(): WebAssemblyApi | null {
  return (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly ?? null;
}
