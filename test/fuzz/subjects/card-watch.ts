/**
 * Watches a DSC+ while commands reach it, and knows by rules of its own what each of them may change: tries, PIN,
 * counter, the unlock question, and whether anything may be written at all.
 *
 * Shares no code with the card: it reads commands as ISO/IEC 7816-4 writes them and the facts that the card tells.
 */
import type { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { readDscPlus } from '../../../firmware/token-file/read-token.js';
import { hold, type Trace } from '../target.js';

const VERIFY = 0x20;
const CHANGE = 0x24;
const UNLOCK = 0x2c;
const RESPOND = 0x88;
const GET_DATA = 0xca;
const BENCH_CLASS = 0x80;
const UNLOCK_DIGITS = 8;
const FOREIGN_CLASS = 0x6e00;
const NO_INSTRUCTION = 0;

interface Facts {
  readonly pin: string | null;
  readonly triesUsed: number;
  readonly unlockTries: number;
  readonly question: string | null;
  readonly counter: bigint;
  readonly dead: boolean;
}

interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1p2: number;
  /** Its data as text; null when the lengths contradict each other. */
  readonly text: string | null;
}

function readCommand(bytes: Uint8Array): Command {
  const [cla = 0xff, ins = 0xff, p1 = 0xff, p2 = 0xff] = bytes;
  return { cla, ins, p1p2: (p1 << 8) | p2, text: dataText(bytes) };
}

/** Short and extended cases 1 to 4. */
function dataText(bytes: Uint8Array): string | null {
  const body = bytes.subarray(4);
  const ascii = (from: number, to: number) => String.fromCharCode(...body.subarray(from, to));
  if (bytes.length < 4) return null;
  if (body.length <= 1) return '';
  const short = body[0] as number;
  if (short > 0) return [short + 1, short + 2].includes(body.length) ? ascii(1, 1 + short) : null;
  if (body.length === 3) return '';
  if (body.length < 3) return null;
  const long = ((body[1] as number) << 8) | (body[2] as number);
  return long > 0 && long < 5000 && [long + 3, long + 5].includes(body.length) ? ascii(3, 3 + long) : null;
}

export class CardWatch {
  #before: Facts;
  #image: Uint8Array;
  #activations: number | null = null;

  constructor(
    private readonly twin: DscPlus,
    private readonly trace: Trace,
  ) {
    this.#before = this.#facts();
    this.#image = twin.flashImage();
  }

  /** Something happened that is no command: the card was powered, a key was pressed. */
  refresh(): void {
    this.#before = this.#facts();
    this.#hasMounted();
    this.#hasWritten();
  }

  /** A command has reached the card and was answered. */
  exchanged(commandBytes: Uint8Array, response: Uint8Array): void {
    const before = this.#before;
    const after = this.#facts();
    // One message may bring power and the command; then the mount has written, and maybe the command too.
    const hasMounted = this.#hasMounted();
    const hasWritten = this.#hasWritten() && !hasMounted;
    this.#before = after;
    const command = readCommand(commandBytes);
    const status = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    hold(response.length >= 2, 'answers are well formed', 'a response without a status word');
    hold(/^(9|6[2-9a-f])/.test(status.toString(16)), 'answers are well formed', `status word ${status}`);
    this.trace.mark(
      `${command.cla === BENCH_CLASS ? 'bench ' : ''}${command.ins.toString(16)}: ${status.toString(16)}`,
    );
    if (command.cla === BENCH_CLASS) return;
    const mayWrite = !hasWritten || this.#mayWrite(command, before, status);
    hold(mayWrite, 'nothing is written', `instruction ${command.ins} has changed the flash`);
    // Another application is selected: then nothing at all may have happened.
    const judged = status === FOREIGN_CLASS ? { ...command, ins: NO_INSTRUCTION } : command;
    this.#judgeTries(judged, status, before, after);
    this.#judgeUnlock(judged, status, before, after);
    this.#judgeCounter(judged, status, before, after);
  }

  get #digits(): number {
    return this.twin.profile.pin.digits;
  }

  /** The digits of a PIN that this command brings to be compared, or null. */
  #presented({ cla, ins, p1p2, text }: Command): string | null {
    const lengths = { [VERIFY]: this.#digits, [CHANGE]: 2 * this.#digits } as Record<number, number>;
    const isPin = cla === 0 && p1p2 === 0x0081 && text !== null && /^[0-9]+$/.test(text);
    return isPin && text.length === lengths[ins] ? text.slice(0, this.#digits) : null;
  }

  #isUnlock({ cla, ins, p1p2, text }: Command): boolean {
    const length = UNLOCK_DIGITS + this.#digits;
    return cla === 0 && ins === UNLOCK && p1p2 === 0x0081 && text?.length === length && /^[0-9]+$/.test(text);
  }

  #mayWrite(command: Command, { question }: Facts, status: number): boolean {
    if (this.#presented(command) !== null || this.#isUnlock(command)) return true;
    const { cla, ins, p1p2 } = command;
    if (cla === 0 && ins === GET_DATA && p1p2 === 0x0108) return question === null;
    return cla === 0 && ins === RESPOND && p1p2 === 0 && status === 0x9000;
  }

  #judgeTries(command: Command, status: number, before: Facts, after: Facts): void {
    const { pin: policy } = this.twin.profile;
    if (policy.check === 'soft') {
      hold(after.triesUsed === 0, 'no try is lost', 'a card with a soft PIN counts');
      return;
    }
    const presented = this.#presented(command);
    const left = policy.tries - before.triesUsed;
    if (presented !== null && left > 0 && !before.dead) {
      const isRight = presented === before.pin;
      // A new PIN that is refused as weak is refused before the old one is compared.
      if (status === 0x6a80 && command.ins === CHANGE) return;
      hold(
        status === (isRight ? 0x9000 : 0x63c0 | (left - 1)),
        'no try is lost',
        `a PIN got ${status.toString(16)}`,
      );
      hold(
        after.triesUsed === (isRight ? 0 : before.triesUsed + 1),
        'no try is lost',
        'a wrong count of tries',
      );
    } else if (!this.#isUnlock(command)) {
      hold(
        after.triesUsed === before.triesUsed,
        'no try is lost',
        `instruction ${command.ins} changed the tries`,
      );
    }
    const maySet = status === 0x9000 && (command.ins === CHANGE || command.ins === UNLOCK);
    hold(maySet || after.pin === before.pin || after.dead, 'nothing is written', 'the PIN has changed');
  }

  #judgeUnlock(command: Command, status: number, before: Facts, after: Facts): void {
    if (this.#isUnlock(command)) {
      const isLocked =
        this.twin.profile.pin.check === 'card' && before.triesUsed >= this.twin.profile.pin.tries;
      if (!isLocked || before.dead)
        hold(status !== 0x9000, 'no try is lost', 'unlocked a card that is not locked');
      else if (status === 0x9000) hold(after.triesUsed === 0, 'no try is lost', 'unlocked, yet locked');
      else if (status !== 0x6a80 && !after.dead)
        hold(after.unlockTries === before.unlockTries + 1, 'no try is lost', 'an unlock answer cost nothing');
      return;
    }
    if (status === 0x9000 && command.ins === CHANGE) return;
    const same = after.unlockTries === before.unlockTries && after.dead === before.dead;
    hold(same, 'no try is lost', `instruction ${command.ins} changed the unlock tries`);
  }

  #judgeCounter({ cla, ins, p1p2 }: Command, status: number, before: Facts, after: Facts): void {
    const responded = cla === 0 && ins === RESPOND && p1p2 === 0 && status === 0x9000;
    const hasCounter = this.twin.profile.suite.includes(':C-');
    const expected = responded && hasCounter ? before.counter + 1n : before.counter;
    hold(after.counter === expected || after.dead, 'nothing is written', 'the counter went elsewhere');
  }

  /** Since it was asked the last time. */
  #hasMounted(): boolean {
    const activations = this.twin.inside.device.memory?.activations ?? null;
    if (activations === this.#activations) return false;
    this.#activations = activations;
    return activations !== null;
  }

  #hasWritten(): boolean {
    const image = this.twin.flashImage();
    if (Buffer.compare(image, this.#image) === 0) return false;
    this.#image = image;
    return true;
  }

  #facts(): Facts {
    const { device, board } = this.twin.inside;
    const contents = device.memory?.contents ?? this.#fromFlash(board.flash);
    return {
      pin: contents?.pin ?? null,
      triesUsed: contents?.triesUsed ?? 0,
      unlockTries: contents?.unlock?.triesUsed ?? 0,
      question: contents?.unlock?.question ?? null,
      counter: contents?.counter ?? 0n,
      dead: contents?.dead ?? false,
    };
  }

  /** null when a bench command has written over it. */
  #fromFlash(flash: Parameters<typeof readDscPlus>[0]) {
    try {
      return readDscPlus(flash);
    } catch {
      return null;
    }
  }
}
