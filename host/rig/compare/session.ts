/**
 * A session as a list of steps, drawn from a seed: logins, wrong PINs, data objects, what cards refuse, long
 * commands in chains, and on a test device its keys and display.
 *
 * Promises: same seed, same facts, same steps. Wrong PINs never come in such a number that fewer than two tries
 * are left, and the right PIN at its close gives them back. Leaves mutual authentication out,
 * because each card draws a question of its own. Begins with a reset; keys begin on a card that is off.
 */
import { encodeCommand } from '../../../firmware/card/apdu.js';
import type { BENCH_KEYS } from '../../../firmware/card/bench-commands.js';
import {
  attestCommand,
  getChallengeCommand,
  getDataCommand,
  INS,
  pinStatusCommand,
  respondCommand,
  selectCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../../firmware/card/tags.js';
import { SeededChoices } from './seeded-choices.js';

export type SessionKey = (typeof BENCH_KEYS)[number];

export type Step =
  /** `compares`: data that the card draws at random agree in their length alone. */
  | { readonly type: 'command'; readonly command: Uint8Array; readonly compares: 'data' | 'length' }
  | { readonly type: 'reset' }
  /** `holdMs` null: the key's own time. */
  | { readonly type: 'press'; readonly key: SessionKey; readonly holdMs: number | null }
  | { readonly type: 'type'; readonly digits: string };

export interface Session {
  /** Drawn one by one as they are asked for, however many there are; from the beginning each time. */
  readonly steps: Iterable<Step>;
  /** Done in the end, also when the steps break off: the right PIN, where wrong ones count. */
  readonly closing: readonly Step[];
}

export interface SessionFacts {
  readonly pin: string;
  /** Tries of a card that compares its PIN, null for a soft PIN. */
  readonly tries: number | null;
  readonly challengeDigits: number;
  /** Has the device keys and a display to work with? */
  readonly hasBench: boolean;
}

/** With how many steps a session begins whose last is the right PIN. */
export const OPENING_STEPS = 3;
/** Tries that a session leaves on the card. */
export const KEPT_TRIES = 2;
/** Longer than any profile's power key needs to switch a card off. */
export const SWITCH_OFF_MS = 3000;
/** The battery is each device's own estimate, and the unlock question is that of a locked card. */
const TAGS = Object.entries(DATA_TAG).flatMap(([name, tag]) => (name === 'batteryPercent' ? [] : [tag]));

const UNKNOWN_AID = Uint8Array.of(0xf0, 0x54, 0x57, 0x49, 0x4e, 0x7e);

function data(command: Uint8Array): Step {
  return { type: 'command', command, compares: 'data' };
}

function plain(cla: number, ins: number, p1p2: number, bytes: Uint8Array): Step {
  return data(encodeCommand({ cla, ins, p1: p1p2 >>> 8, p2: p1p2 & 0xff, data: bytes, expectedLength: 0 }));
}

class SessionWriter {
  #steps: Step[] = [];
  readonly #choices: SeededChoices;
  readonly #facts: SessionFacts;
  #wrongPins = 0;

  constructor(seed: string, facts: SessionFacts) {
    this.#choices = new SeededChoices(seed);
    this.#facts = facts;
  }

  begin(): void {
    this.#steps.push({ type: 'reset' }, data(selectCommand(AID.dscPlus)));
    this.rightPin();
  }

  rightPin(): void {
    this.#wrongPins = 0;
    this.#steps.push(data(verifyCommand(this.#facts.pin)));
  }

  /** The steps written since the last call. */
  take(): readonly Step[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  /** One of the things that happen on a bench, as one or more steps. */
  next(): void {
    const { hasBench } = this.#facts;
    const things = [
      () => this.#login(),
      () => this.#wrongPin(),
      () => this.#steps.push(data(getDataCommand(this.#choices.of(TAGS)))),
      () => this.#steps.push(data(pinStatusCommand())),
      () => this.#steps.push(data(selectCommand(this.#choices.of([AID.dscPlus, UNKNOWN_AID])))),
      () => this.#longCommand(),
      () => this.#malformed(),
      () => this.#steps.push({ type: 'reset' }, data(selectCommand(AID.dscPlus))),
      () => this.#steps.push({ type: 'command', command: getChallengeCommand(), compares: 'length' }),
      () =>
        this.#steps.push({
          type: 'command',
          command: attestCommand(this.#choices.bytes(32)),
          compares: 'length',
        }),
      ...(hasBench ? [() => this.#loginByKeys()] : []),
    ];
    this.#choices.of(things)();
  }

  #login(): void {
    this.rightPin();
    this.#steps.push(data(respondCommand(this.#choices.digits(this.#facts.challengeDigits))));
  }

  #wrongPin(): void {
    const { pin, tries } = this.#facts;
    if (tries !== null && tries - this.#wrongPins - 1 < KEPT_TRIES) {
      this.rightPin();
      return;
    }
    this.#wrongPins += 1;
    const other = (Number(pin.at(-1)) + 1 + this.#choices.below(9)) % 10;
    this.#steps.push(data(verifyCommand(`${pin.slice(0, -1)}${other}`)));
  }

  /** Of an unknown instruction, so long that it goes over the line in several blocks. */
  #longCommand(): void {
    this.#steps.push(plain(0x00, 0x0e, 0x0000, this.#choices.bytes(1 + this.#choices.below(900))));
  }

  #malformed(): void {
    const { pin, challengeDigits } = this.#facts;
    const challenge = this.#choices.digits(challengeDigits + this.#choices.of([-1, 1]));
    const commands = [
      data(respondCommand(challenge)),
      data(verifyCommand(`${pin}0`)),
      plain(0xb0, INS.getData, DATA_TAG.serialNumber, new Uint8Array(0)),
      plain(0x00, INS.internalAuthenticate, 0x0100, this.#choices.bytes(8)),
      plain(0x00, INS.verify, 0x0001, this.#choices.bytes(4)),
      plain(0x00, INS.putData, 0x0101, this.#choices.bytes(2)),
    ];
    this.#steps.push(this.#choices.of(commands));
  }

  #loginByKeys(): void {
    const challenge = this.#choices.digits(this.#facts.challengeDigits);
    this.#steps.push(
      { type: 'press', key: 'power', holdMs: null },
      { type: 'type', digits: this.#facts.pin },
      { type: 'press', key: 'ok', holdMs: null },
      { type: 'type', digits: challenge.slice(0, 1) },
      { type: 'press', key: 'back', holdMs: null },
      { type: 'type', digits: challenge },
      { type: 'press', key: 'ok', holdMs: null },
    );
    this.#wrongPins = 0;
    this.#steps.push(
      { type: 'press', key: 'power', holdMs: SWITCH_OFF_MS },
      data(selectCommand(AID.dscPlus)),
    );
  }
}

function* drawSteps(seed: string, steps: number, facts: SessionFacts): Generator<Step, void, undefined> {
  const writer = new SessionWriter(seed, facts);
  writer.begin();
  for (let left = steps; left > 0; writer.next()) {
    const written = writer.take().slice(0, left);
    yield* written;
    left -= written.length;
  }
}

/**
 * @param seed any text
 * @param steps how many, besides the closing ones; 1 or more
 */
export function drawSession(seed: string, steps: number, facts: SessionFacts): Session {
  const counts = facts.tries !== null;
  return {
    steps: { [Symbol.iterator]: () => drawSteps(seed, steps, facts) },
    closing: counts ? [data(selectCommand(AID.dscPlus)), data(verifyCommand(facts.pin))] : [],
  };
}
