/** The other end of `pyscard-host.py`. Bytes are hexadecimal everywhere, in what is sent with spaces or without. */
import { fileURLToPath } from 'node:url';
import { PYTHON } from './installed-programs.js';
import type { LineProgram } from './line-program.js';
import type { PrivateMachine } from './private-machine.js';

const SCRIPT = fileURLToPath(new URL('./pyscard-host.py', import.meta.url));

export class PyscardHost {
  readonly #program: LineProgram;

  constructor(machine: PrivateMachine) {
    this.#program = machine.start(PYTHON, SCRIPT);
  }

  async readers(): Promise<string[]> {
    return (await this.#ask('readers')) as string[];
  }

  /** @returns the ATR */
  async connect(reader: string): Promise<string> {
    return (await this.#ask('connect', reader)) as string;
  }

  /** Resets the card. @returns the ATR */
  async reset(): Promise<string> {
    return (await this.#ask('reset')) as string;
  }

  /** @returns data and status word, with a space between when there are data */
  async transmit(apdu: string): Promise<string> {
    const [data, statusWord] = (await this.#ask('transmit', apdu)) as [string, string];
    return data === '' ? statusWord : `${data} ${statusWord}`;
  }

  /** What the reader can do beyond transmitting, by name, with the control code of each. */
  async features(): Promise<Record<string, number>> {
    return (await this.#ask('features')) as Record<string, number>;
  }

  async control(code: number, data: string): Promise<string> {
    return (await this.#ask('control', code, data)) as string;
  }

  /** From now on pyscard's monitor notes cards that come and go; those that are there come first. */
  async watch(): Promise<void> {
    await this.#ask('watch');
  }

  /** Waits for the next event. @returns `inserted` or `removed`, the reader, the ATR */
  async event(): Promise<[string, string, string]> {
    return (await this.#ask('event')) as [string, string, string];
  }

  /** Lets the program end. */
  end(): Promise<void> {
    return this.#program.end();
  }

  async #ask(...command: readonly (string | number)[]): Promise<unknown> {
    const answer = JSON.parse(await this.#program.ask(JSON.stringify(command), /./));
    if (typeof answer?.error === 'string') throw new Error(`pyscard refused ${command[0]}: ${answer.error}`);
    return answer;
  }
}
