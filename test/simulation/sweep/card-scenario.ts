/**
 * Scenarios of a DSC+: the steps before and the steps that are cut, as plain data, held against the model.
 *
 * After a cut the card must be in one of the states that the model gives for the operation under way; what was
 * answered before is settled. Then it must work: the login of the PIN that it has gives the response that the
 * counter asks for and that nobody has seen, a locked card is unlocked by the right answer, a dead one stays
 * dead; and no PIN or key that it no longer has is anywhere on the chip.
 */
import { FlashChip } from '../../../emulator/board/flash-chip.js';
import type { CardMemory } from '../../../firmware/dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import { Journal } from '../../../firmware/storage/journal.js';
import { type DscPlusContents, newDscPlusRecords } from '../../../firmware/token-file/dsc-plus-records.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY } from '../../unit/node-ocra.js';
import {
  type Answer,
  answerQuestion,
  askQuestion,
  type CardKind,
  type CardState,
  type Effect,
  isLocked,
  lastOf,
  newCard,
  respond,
  setPin,
  UNSEEN,
  verify,
} from '../model/card-model.js';
import type { CardDoor } from './card-door.js';
import { KeypadCard } from './keypad-card.js';
import { Broken, type Scenario } from './scenario.js';
import { WireCard } from './wire-card.js';

export type Step =
  | { readonly do: 'switchOn' }
  | { readonly do: 'enterPin'; readonly pin: string }
  | { readonly do: 'logIn'; readonly pin: string }
  | { readonly do: 'changePin'; readonly old: string; readonly to: string }
  | { readonly do: 'unlock'; readonly isRight: boolean; readonly to: string };

export interface CardScenario {
  readonly name: string;
  readonly door: 'keypad' | 'wire';
  readonly profile: DscPlusProfile;
  /** Bring a new card to the state before. */
  readonly before: readonly Step[];
  readonly during: readonly Step[];
  /** The same with the secret that `during` does not have, or without the one that it has. */
  readonly rival?: readonly Step[];
}

/** Parts of the card that are not the real ones. */
export interface CardParts {
  readonly flash?: (flash: Flash) => Flash;
  /** At the wire only. */
  readonly memory?: typeof CardMemory;
}

/** What may be found after a cut, and what the world has seen. */
export interface CardTold {
  readonly allowed: readonly CardState[];
  readonly responses: readonly string[];
}

export const PIN = '5831';
export const NEW_PIN = '7264';
export const WRONG_PIN = '9909';
/** The PIN that a card is given at the very end, to see that it takes one. */
const LAST_PIN = '2580';
const CHALLENGE = '123456';
const SERIAL_NUMBER = '10000001';

export function kindOf({ suite, pin }: DscPlusProfile): CardKind {
  return { suite, checksPin: pin.check === 'card' };
}

export function newCardRecords(profile: DscPlusProfile, key: Uint8Array = DEMO_KEY): Map<number, Uint8Array> {
  const checks = profile.pin.check === 'card';
  return newDscPlusRecords({
    serialNumber: SERIAL_NUMBER,
    key,
    unlockKey: checks ? DEMO_UNLOCK_KEY : null,
    pin: checks ? PIN : null,
    attestationKey: null,
  });
}

export function describeState({ pin, triesUsed, answersUsed, counter, dead }: CardState): string {
  return dead
    ? 'dead'
    : `PIN ${pin}, ${triesUsed} tries and ${answersUsed} answers used, next counter ${counter}`;
}

function isState(contents: DscPlusContents, state: CardState): boolean {
  const { question } = state;
  return (
    contents.serialNumber === SERIAL_NUMBER &&
    contents.dead === state.dead &&
    contents.pin === state.pin &&
    contents.triesUsed === state.triesUsed &&
    (contents.unlock?.triesUsed ?? 0) === state.answersUsed &&
    contents.counter === state.counter &&
    (question === null || question === UNSEEN || contents.unlock?.question === question)
  );
}

/** Runs steps through a door beside the model. */
class CardRun {
  constructor(
    readonly door: CardDoor,
    private readonly kind: CardKind,
    public state: CardState,
    private readonly tell: (told: CardTold) => void,
  ) {}

  run(steps: readonly Step[]): this {
    for (const step of steps) this.#step(step);
    return this;
  }

  #step(step: Step): void {
    const { door, kind } = this;
    const asks = door.asksAtOnce && isLocked(this.state);
    this.#operate(asks ? askQuestion(this.state) : { way: [this.state], answer: { is: 'accepted' } }, () => {
      door.switchOn();
      return { is: 'accepted' };
    });
    switch (step.do) {
      case 'switchOn':
        return;
      case 'enterPin':
        this.#operate(verify(kind, this.state, step.pin), () => door.enterPin(step.pin));
        return;
      case 'logIn':
        this.#operate(verify(kind, this.state, step.pin), () => door.enterPin(step.pin));
        this.#respond(step.pin);
        return;
      case 'changePin': {
        const verified = verify(kind, this.state, step.old);
        this.#operate(thenSetPin(verified, step.to), () => door.changePin(step.old, step.to));
        return;
      }
      case 'unlock': {
        const asked = askQuestion(this.state);
        const answered = answerQuestion(lastOf(asked), step.isRight);
        const way = [...asked.way, ...thenSetPin(answered, step.to).way];
        this.#operate({ way, answer: answered.answer }, () => door.unlock(step.isRight, step.to));
      }
    }
  }

  #respond(pin: string): void {
    const { state, door } = this;
    this.tell({ allowed: respond(this.kind, state, CHALLENGE, pin).way, responses: door.responses });
    const { answer, question } = door.enterChallenge(CHALLENGE);
    this.#settle(respond(this.kind, state, question, pin), answer);
  }

  #operate(effect: Effect, act: () => Answer): void {
    this.tell({ allowed: effect.way, responses: this.door.responses });
    this.#settle(effect, act());
  }

  #settle(effect: Effect, answer: Answer): void {
    if (JSON.stringify(answer) !== JSON.stringify(effect.answer))
      throw new Broken(`the card answers ${answer.is} and the model ${effect.answer.is}`);
    const state = lastOf(effect);
    this.state = state.question === UNSEEN ? { ...state, question: this.door.question ?? UNSEEN } : state;
    this.tell({ allowed: [this.state], responses: this.door.responses });
  }
}

function thenSetPin(proved: Effect, to: string): Effect {
  if (proved.answer.is !== 'accepted') return proved;
  return { way: [...proved.way, ...setPin(lastOf(proved), to).way], answer: { is: 'accepted' } };
}

export function cardScenario(spec: CardScenario, parts: CardParts = {}): Scenario<CardTold> {
  const { profile } = spec;
  const kind = kindOf(profile);
  const { pageBytes, pageCount } = profile.flash;
  const open = (chip: Flash): CardDoor => {
    const flash = parts.flash?.(chip) ?? chip;
    return spec.door === 'keypad'
      ? new KeypadCard(flash, profile)
      : new WireCard(flash, profile, parts.memory);
  };
  const prepared = FlashChip.erased(pageBytes, pageCount);
  Journal.format(prepared, newCardRecords(profile));
  const real = spec.door === 'keypad' ? new KeypadCard(prepared, profile) : new WireCard(prepared, profile);
  const first = newCard(kind.checksPin ? PIN : null);
  const { state } = new CardRun(real, kind, first, () => undefined).run(spec.before);
  const act = (steps: readonly Step[]) => (flash: Flash, tell: (told: CardTold) => void) =>
    void new CardRun(open(flash), kind, state, tell).run(steps);
  const isPaid = (flash: Flash): boolean => {
    const door = open(flash);
    door.switchOn();
    return door.contents !== null && !isState(door.contents, state);
  };
  const chip = () => new FlashChip(prepared.image(), pageBytes, pageCount);
  return {
    name: spec.name,
    chip,
    act: act(spec.during),
    recover: (flash) => open(flash).switchOn(),
    judge: (flash, told) => judge(flash.image(), open(flash), kind, told),
    states: statesOf(chip(), act(spec.during)),
    ...(spec.rival && { rival: { act: (flash) => act(spec.rival ?? [])(flash, () => undefined), isPaid } }),
  };
}

/** All states that the model passes through, in words. */
function statesOf(
  flash: Flash,
  act: (flash: Flash, tell: (told: CardTold) => void) => void,
): readonly string[] {
  const states = new Set<string>();
  act(flash, ({ allowed }) => {
    for (const state of allowed) states.add(describeState(state));
  });
  return [...states];
}

export function judge(
  image: Uint8Array,
  door: CardDoor,
  kind: CardKind,
  { allowed, responses }: CardTold,
): string {
  door.switchOn();
  const { contents } = door;
  const state = contents === null ? undefined : allowed.find((candidate) => isState(contents, candidate));
  if (state === undefined) {
    const found = contents && {
      ...contents,
      key: contents.key !== null,
      unlockKey: contents.unlockKey !== null,
    };
    const states = [...new Set(allowed.map(describeState))].join(' | ');
    throw new Broken(`the card is in no state of: ${states}, but in ${JSON.stringify(found, bigintAsText)}`);
  }
  expectGone(image, kind, state);
  expectWorks(door, kind, state, responses);
  return describeState(state);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function expectGone(image: Uint8Array, { checksPin }: CardKind, { pin, dead }: CardState): void {
  if (!checksPin) return;
  const bytes = Buffer.from(image);
  const gone = [PIN, NEW_PIN, WRONG_PIN].filter((other) => other !== pin);
  for (const secret of dead ? [...gone, DEMO_KEY, DEMO_UNLOCK_KEY] : gone) {
    if (bytes.includes(secret)) throw new Broken('a PIN or key that the card no longer has is on the chip');
  }
}

function expectWorks(door: CardDoor, kind: CardKind, found: CardState, seen: readonly string[]): void {
  const earlier = [...seen];
  const run = new CardRun(door, kind, found, () => undefined);
  if (found.dead) return;
  if (isLocked(found)) run.run([{ do: 'unlock', isRight: true, to: LAST_PIN }]);
  const { pin } = run.state;
  run.run([{ do: 'logIn', pin: pin ?? PIN }]);
  const shown = door.responses.at(-1);
  if (kind.suite.includes(':C-') && shown !== undefined && earlier.includes(shown))
    throw new Broken('a response that was seen is given again');
  if (kind.checksPin)
    run.run([
      { do: 'enterPin', pin: WRONG_PIN },
      { do: 'changePin', old: pin ?? '', to: LAST_PIN },
    ]);
}
