/**
 * The kernels of the process, made on first use, and the question whether their use pays.
 *
 * To read and compile a hash's kernels takes as long as a hundred responses of the core, so they are made when
 * that many have been asked for, and never for a single one. Promises: where the machine has no
 * WebAssembly, no vectors, or stores numbers with the first byte first, it says so instead of failing.
 */
import type { HashName } from '../hash.js';
import { bytesOfBase64 } from './base64.js';
import { HASH_SHAPES } from './hash-shape.js';
import { Kernel, SingleKernel } from './kernel.js';
import { KERNEL_MODULES } from './kernel-modules.js';
import { machineWebAssembly, type WebAssemblyApi } from './web-assembly.js';

/** The bytes of a kernel. @param lanes 1 or the hash's `batchLanes` */
export type KernelBytes = (hash: HashName, lanes: number) => Uint8Array;

const builtBytes: KernelBytes = (hash, lanes) =>
  bytesOfBase64(KERNEL_MODULES[hash][lanes === 1 ? 'single' : 'vector']);

/**
 * Responses of one hash after which its kernels pay. Measured in fresh processes (built library, process CPU
 * time from the first call until N responses are done, medians of five): to read and compile them takes 7 to 9
 * ms, the core's first responses, whose code is not compiled yet, about 0.1 ms each and 1 ms with SHA-512.
 */
const BREAK_EVEN: Readonly<Record<HashName, number>> = { SHA1: 100, SHA256: 100, SHA512: 10 };

/** Where the engine takes its kernels from. */
export class Kernels {
  readonly #webAssembly: WebAssemblyApi | null;
  readonly #bytes: KernelBytes;
  readonly #breakEven: Readonly<Record<HashName, number>>;
  readonly #asked: Record<HashName, number>;
  readonly #single = new Map<HashName, SingleKernel | null>();
  readonly #batch = new Map<HashName, Kernel | null>();

  /**
   * @param webAssembly null for a machine without it
   * @param breakEven responses after which a hash's kernels are made, where not the measured ones; 0 makes them
   *   at once
   */
  constructor(
    webAssembly: WebAssemblyApi | null = machineWebAssembly(),
    breakEven?: number,
    bytes: KernelBytes = builtBytes,
  ) {
    this.#webAssembly = isLittleEndian() ? webAssembly : null;
    this.#bytes = bytes;
    this.#breakEven = breakEven === undefined ? BREAK_EVEN : eachHash(breakEven);
    this.#asked = eachHash(0);
  }

  /**
   * The kernel for one message at a time, or null where the core is to answer.
   *
   * @param count how many responses are asked for now
   */
  single(hash: HashName, count: number): SingleKernel | null {
    if (this.#asked[hash] < this.#breakEven[hash]) {
      this.#asked[hash] += count;
      if (this.#asked[hash] < this.#breakEven[hash]) return null;
    }
    return this.#made(
      this.#single,
      hash,
      (api) => new SingleKernel(api, this.#bytes(hash, 1), HASH_SHAPES[hash]),
    );
  }

  /** The kernel for many messages: of vectors, else of one lane, or null where the core is to answer. */
  batch(hash: HashName, count: number): Kernel | null {
    const single = this.single(hash, count);
    if (single === null) return null;
    const shape = HASH_SHAPES[hash];
    const { batchLanes } = shape;
    const make = (api: WebAssemblyApi) => new Kernel(api, this.#bytes(hash, batchLanes), shape, batchLanes);
    return this.#made(this.#batch, hash, make) ?? single;
  }

  #made<Made>(
    shelf: Map<HashName, Made | null>,
    hash: HashName,
    make: (api: WebAssemblyApi) => Made,
  ): Made | null {
    const known = shelf.get(hash);
    if (known !== undefined) return known;
    let made: Made | null = null;
    try {
      if (this.#webAssembly !== null) made = make(this.#webAssembly);
    } catch {
      // A machine that refuses the module (no vectors, code generation forbidden) is served by the core.
    }
    shelf.set(hash, made);
    return made;
  }
}

function eachHash(value: number): Record<HashName, number> {
  return { SHA1: value, SHA256: value, SHA512: value };
}

/** The kernels write numbers through views, which follow the machine's byte order; WebAssembly has its own. */
function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

/** The process's own. */
export const sharedKernels = new Kernels();
