/**
 * Suites and keys that repeat, prepared.
 *
 * Promises: its memory is bounded, and what it drops is wiped. What is asked for once only is not kept: that
 * would cost more than it saves.
 */
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { Ocra } from '../../../firmware/oath/ocra.js';
import { parseSuite, type Suite } from '../../../firmware/oath/suite.js';
import type { BatchRequest } from './batch-line.js';

const MAXIMUM = 256;

export class PreparedCache {
  readonly #suites = new Map<string, Suite>();
  readonly #prepared = new Map<string, Ocra>();
  /** What was asked for once. */
  readonly #seen = new Set<string>();

  /** @throws TokentwinError OCRA_SUITE_… */
  suite(text: string): Suite {
    const known = this.#suites.get(text);
    if (known !== undefined) return known;
    const suite = parseSuite(text);
    if (this.#suites.size >= MAXIMUM) this.#suites.clear();
    this.#suites.set(text, suite);
    return suite;
  }

  /** @throws TokentwinError OCRA_…, HEX_INVALID, KEY_EMPTY */
  respond({ suite, key, input, mode }: BatchRequest): string {
    const name = `${suite} ${key}`;
    const known = this.#prepared.get(name);
    if (known !== undefined) return known.respond(input, mode);
    const ocra = this.#prepare(suite, key);
    if (!this.#seen.delete(name)) {
      if (this.#seen.size >= MAXIMUM) this.#seen.clear();
      this.#seen.add(name);
      return ocra.respondLast(input, mode);
    }
    if (this.#prepared.size >= MAXIMUM) this.wipe();
    this.#prepared.set(name, ocra);
    return ocra.respond(input, mode);
  }

  #prepare(suite: string, key: string): Ocra {
    const keyBytes = hexBytes(key, 'key');
    try {
      return new Ocra(this.suite(suite), keyBytes);
    } finally {
      keyBytes.fill(0);
    }
  }

  /** Wipes what is prepared. */
  wipe(): void {
    for (const ocra of this.#prepared.values()) ocra.destroy();
    this.#prepared.clear();
  }
}
