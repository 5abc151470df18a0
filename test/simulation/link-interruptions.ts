/**
 * One login (VERIFY, INTERNAL AUTHENTICATE) that something breaks into when the line has carried a given number of
 * bytes, and what came of it.
 */

import { FlashChip } from '../../emulator/board/flash-chip.js';
import { LinkSimulation } from '../../emulator/simulation/index.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import type { RequestOutcome } from '../../host/driver/core/reader-client.js';
import { ocraNumeric } from '../unit/node-ocra.js';
import { commandOf, type Exchange, PIN, TRIES } from './link-card-model.js';
import { counterCard } from './link-judge.js';

interface Interruption {
  /** Happens when the frame under way has been cut off; the line is still cut then. */
  readonly strike: (simulation: LinkSimulation) => void;
  /** The driver must find out anew who is there. */
  readonly opensAgain: boolean;
}

export const INTERRUPTIONS = {
  'the line is cut for 100 ms': {
    strike: (simulation) => {
      simulation.advance(100);
      simulation.line.mend();
    },
    opensAgain: false,
  },
  'the line is cut until the driver has given up': { strike: () => {}, opensAgain: false },
  'the plug is pulled and put in again': { strike: (simulation) => simulation.replug(), opensAgain: true },
  'the host is killed and started again': {
    strike: (simulation) => {
      simulation.restartHost();
      simulation.line.mend();
    },
    opensAgain: true,
  },
  'the reader is restarted': {
    strike: (simulation) => {
      simulation.restartReader();
      simulation.line.mend();
    },
    opensAgain: false,
  },
} satisfies Record<string, Interruption>;

export type InterruptionName = keyof typeof INTERRUPTIONS;

export interface InterruptedLogin {
  readonly wasInterrupted: boolean;
  /** Both commands were answered as if nothing had happened. */
  readonly succeeded: boolean;
  /** Empty when all is in order. */
  readonly complaints: readonly string[];
  /** From its first to its last byte, a whole new login afterwards. */
  readonly nextLoginMs: number;
}

const CHALLENGE = '123456';
const LOGIN: readonly Exchange[] = [{ kind: 'verifyRight' }, { kind: 'respond', challenge: CHALLENGE }];

/** @param bytes of both directions that the line carries, from the login's first byte on, before it is cut */
export function interruptLogin(name: InterruptionName, bytes: number): InterruptedLogin {
  const login = new InterruptibleLogin(INTERRUPTIONS[name]);
  login.simulation.line.cutAfter(bytes);
  const succeeded = LOGIN.every((exchange) => login.exchange(exchange));
  const { wasInterrupted } = login;
  if (!succeeded && !wasInterrupted) login.complaints.push('failed without being interrupted');
  login.simulation.line.mend();
  const startedAt = login.simulation.at;
  for (const exchange of LOGIN)
    if (!login.exchange(exchange)) login.complaints.push(`${exchange.kind} failed on a good line`);
  return {
    wasInterrupted,
    succeeded,
    complaints: login.complaints,
    nextLoginMs: login.simulation.at - startedAt,
  };
}

/** What the card has on its flash. */
interface Kept {
  readonly triesUsed: number;
  readonly counter: bigint;
}

class InterruptibleLogin {
  readonly simulation: LinkSimulation;
  readonly complaints: string[] = [];
  wasInterrupted = false;
  readonly #interruption: Interruption;
  #executed = 0;

  constructor(interruption: Interruption) {
    this.#interruption = interruption;
    this.simulation = new LinkSimulation({
      twin: counterCard('crc'),
      onExchange: () => {
        this.#executed += 1;
      },
    });
    this.simulation.open();
    // One try is gone: the right PIN gives it back, and nothing else does.
    this.simulation.transmit(commandOf({ kind: 'verifyWrong' }));
  }

  /** @returns was it answered, and right? */
  exchange(exchange: Exchange): boolean {
    const before = this.#kept();
    this.#executed = 0;
    const outcome = this.#outcomeOf(exchange);
    if (this.wasInterrupted) this.simulation.line.mend();
    // What is on its way arrives, and belongs to this command.
    while (this.simulation.line.deadline !== null) this.simulation.step();
    this.#checkTimes(exchange, outcome);
    const isDone = this.#executed > 0;
    const { triesUsed, counter } = this.#kept();
    if (triesUsed !== (exchange.kind === 'verifyRight' && isDone ? 0 : before.triesUsed))
      this.complaints.push('a try was lost or gained');
    // Without the PIN the command is carried out and refused.
    const spends = exchange.kind === 'respond' && isDone && (outcome === null || !isRefused(outcome));
    if (counter !== before.counter && !(spends && counter === before.counter + 1n))
      this.complaints.push('a counter was spent');
    if (outcome?.type !== 'done') return false;
    return exchange.kind === 'respond' ? this.#isResponse(outcome.value, before) : isSuccess(outcome.value);
  }

  /** Lets a request run, and breaks in when the line has lost its first byte. @returns null: nobody waits for it */
  #outcomeOf(exchange: Exchange): RequestOutcome<Uint8Array> | null {
    const { simulation } = this;
    let outcome: RequestOutcome<Uint8Array> | null = null;
    simulation.client.transmit(commandOf(exchange), simulation.at, (told) => {
      outcome = told;
    });
    const goesOn = () => outcome === null;
    while (goesOn()) {
      if (this.wasInterrupted || simulation.line.tally.lost === 0) {
        simulation.step();
        continue;
      }
      this.wasInterrupted = true;
      this.#interruption.strike(simulation);
      if (!this.#interruption.opensAgain) continue;
      if (simulation.open().type === 'failed') this.complaints.push('the reader is not found again');
      break;
    }
    return outcome;
  }

  #checkTimes({ kind }: Exchange, outcome: RequestOutcome<Uint8Array> | null): void {
    const times = this.#executed;
    if (times > 1) this.complaints.push(`${kind} carried out ${times} times`);
    if (outcome?.type === 'done' && times === 0) this.complaints.push(`${kind} answered by nobody`);
    if (outcome?.type === 'failed' && outcome.error.details.outcomeUnknown === false && times > 0)
      this.complaints.push(`${kind} carried out, and reported otherwise`);
  }

  #kept(): Kept {
    const { twin } = this.simulation;
    const { pageBytes, pageCount } = twin.profile.flash;
    const onFlash = readDscPlus(new FlashChip(twin.flashImage(), pageBytes, pageCount));
    if (twin.status().triesLeft !== TRIES - onFlash.triesUsed) this.complaints.push('card and flash differ');
    return onFlash;
  }

  #isResponse(answer: Uint8Array, { counter }: Kept): boolean {
    const expected = ocraNumeric(this.simulation.twin.profile.suite, CHALLENGE, { pin: PIN, counter });
    return (
      isSuccess(answer.subarray(-2)) && Buffer.from(answer.subarray(0, -2)).toString('latin1') === expected
    );
  }
}

function isSuccess(answer: Uint8Array): boolean {
  return Buffer.from(answer).toString('hex') === '9000';
}

function isRefused(outcome: RequestOutcome<Uint8Array>): boolean {
  return outcome.type === 'done' && !isSuccess(outcome.value.subarray(-2));
}
