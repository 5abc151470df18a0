/**
 * The kernels of the process, made on first use, and the question whether their use pays.
 *
 * To assemble and compile a hash's kernels takes as long as some hundred responses of the core, so they are
 * made when that many have been asked for, and never for a single one. Promises: where the machine has no
 * WebAssembly, no vectors, or stores numbers with the first byte first, it says so instead of failing.
 */
import { HASH_NAMES, type HashName } from '../hash.js';
import type { Lanes } from './assembly/word.js';
import type { HashDefinition } from './hashes/definition.js';
import { SHA1 } from './hashes/sha1.js';
import { SHA256, SHA512 } from './hashes/sha2.js';
import { Kernel, SingleKernel } from './kernel.js';
import { machineWebAssembly, type WebAssemblyApi } from './web-assembly.js';

const DEFINITIONS: Readonly<Record<HashName, HashDefinition>> = { SHA1, SHA256, SHA512 };

/**
 * Responses of one hash after which its kernels pay. Measured in fresh processes (bundled, process CPU time
 * from the first call until N responses are done, medians of five): to assemble and compile takes 10 to 20 ms,
 * the core overtaken at about 700 responses for SHA-1, 1000 for SHA-256, 400 for SHA-512.
 */
const BREAK_EVEN = 800;

/** Where the engine takes its kernels from. */
export class Kernels {
  readonly #webAssembly: WebAssemblyApi | null;
  readonly #definitions: Readonly<Record<HashName, HashDefinition>>;
  readonly #asked: Record<HashName, number>;
  readonly #single = new Map<HashName, SingleKernel | null>();
  readonly #batch = new Map<HashName, Kernel | null>();

  /**
   * @param webAssembly null for a machine without it
   * @param breakEven responses after which a hash's kernels are made; 0 makes them at once
   */
  constructor(
    webAssembly: WebAssemblyApi | null = machineWebAssembly(),
    readonly breakEven: number = BREAK_EVEN,
    definitions: Readonly<Record<HashName, HashDefinition>> = DEFINITIONS,
  ) {
    this.#webAssembly = isLittleEndian() ? webAssembly : null;
    this.#definitions = definitions;
    this.#asked = Object.fromEntries(HASH_NAMES.map((name) => [name, 0])) as Record<HashName, number>;
  }

  /**
   * The kernel for one message at a time, or null where the core is to answer.
   *
   * @param count how many responses are asked for now
   */
  single(hash: HashName, count: number): SingleKernel | null {
    if (this.#asked[hash] < this.breakEven) {
      this.#asked[hash] += count;
      if (this.#asked[hash] < this.breakEven) return null;
    }
    return this.#made(this.#single, hash, (api) => new SingleKernel(api, this.#definitions[hash]));
  }

  /** The kernel for many messages: of vectors, else of one lane, or null where the core is to answer. */
  batch(hash: HashName, count: number): Kernel | null {
    const single = this.single(hash, count);
    if (single === null) return null;
    const lanes: Lanes = this.#definitions[hash].bits === 32 ? 4 : 2;
    return this.#made(this.#batch, hash, (api) => new Kernel(api, this.#definitions[hash], lanes)) ?? single;
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

/** The kernels write numbers through views, which follow the machine's byte order; WebAssembly has its own. */
function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

/** The process's own. */
export const sharedKernels = new Kernels();
