/** What a host does at the wire. */
import {
  authenticateServerCommand,
  changePinCommand,
  getChallengeCommand,
  getDataCommand,
  pinStatusCommand,
  respondCommand,
  selectCommand,
  unlockCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../../firmware/card/tags.js';
import { ocraText, unlockAnswer } from '../../unit/node-ocra.js';
import { type CardState, UNSEEN } from './card-model.js';
import { type Choice, pinOf } from './choice.js';
import type { Action } from './model-command.js';
import type { RealCard } from './real-card.js';
import * as wire from './wire-model.js';
import type { World } from './world.js';

/** Power from the reader, for a command to a card that has none. */
function powered(world: World, real: RealCard): void {
  if (world.wire === null) real.resetByWire();
}

/** Some equal command APDUs, one after the other; the last answer is what is seen. */
function apdu(
  name: string,
  command: (world: World) => Uint8Array,
  effect: (state: CardState, session: wire.Wire, world: World, seen: string) => wire.WireEffect,
  times = 1,
): Action {
  return {
    name: times === 1 ? name : `${times} times ${name}`,
    act: (world, real) => {
      powered(world, real);
      const bytes = command(world);
      return Array.from({ length: times }, () => real.send(bytes)).at(-1) ?? null;
    },
    model: (world, seen) => {
      const way = [world.state];
      let last = { way, wire: world.wire ?? wire.NEW_SESSION, answers: '' } as wire.WireEffect;
      for (let count = 0; count < times; count += 1) {
        last = effect(way.at(-1) as CardState, last.wire, world, seen ?? '');
        way.push(...last.way);
      }
      return {
        way,
        expected: last.answers,
        settle: () => {
          world.wire = last.wire;
        },
      };
    },
  };
}

/** What the card has drawn, out of what it answered. */
function drawnIn(seen: string): string {
  return seen.replace(/ 9000$/, '');
}

function whichOf({ isRight, pin }: Choice): string {
  return isRight ? 'right' : pin;
}

const reset: Action = {
  name: 'reset',
  act: (_world, real) => String(real.resetByWire()),
  model: (world) => ({ way: [world.state], expected: 'true', settle: () => world.resetWire() }),
};

const powerOff: Action = {
  name: 'reader off',
  act: (_world, real) => {
    real.powerOffByWire();
    return null;
  },
  model: (world) => ({
    way: [world.state],
    expected: null,
    settle: () => {
      world.wire = null;
    },
  }),
};

const select: Action = {
  name: 'SELECT',
  act: (world, real) => {
    powered(world, real);
    return real.send(selectCommand(AID.dscPlus))?.slice(-4) ?? null;
  },
  model: (world) => ({
    way: [world.state],
    expected: world.state.dead ? '6285' : '9000',
    settle: () => world.resetWire(),
  }),
};

const dataActions: readonly Action[] = (['triesLeft', 'counter', 'lifeCycle'] as const).map((name) =>
  apdu(
    `GET DATA ${name}`,
    () => getDataCommand(DATA_TAG[name]),
    (state, session, { kind }) => wire.dataByWire(kind, state, session, name),
  ),
);

export const WIRE_ACTIONS: readonly Action[] = [
  reset,
  powerOff,
  select,
  ...dataActions,
  apdu('VERIFY, empty', pinStatusCommand, (state, session, { kind }) => wire.pinStatus(kind, state, session)),
  apdu(
    'GET DATA unlockQuestion',
    () => getDataCommand(DATA_TAG.unlockQuestion),
    (state, session, _world, seen) => wire.questionByWire(state, session, drawnIn(seen)),
  ),
  apdu('GET CHALLENGE', getChallengeCommand, (state, session, { kind }, seen) =>
    wire.challengeByWire(kind, state, session, drawnIn(seen)),
  ),
];

/** The answer to the card's question, if the model has seen one. */
function answerFor({ state }: World, { isRight, pin }: Choice): { answer: string; isRight: boolean } {
  const { question } = state;
  if (!isRight || question === null || question === UNSEEN) return { answer: pin.repeat(2), isRight: false };
  return { answer: unlockAnswer(question), isRight: true };
}

function serverResponse({ kind, wire: session }: World, { isRight, challenge }: Choice): string {
  const asked = session?.asked ?? null;
  return isRight && asked !== null ? ocraText(kind.suite, asked + challenge) : '00000000';
}

export const CHOSEN_WIRE_ACTIONS: readonly ((choice: Choice) => Action)[] = [
  (choice) =>
    apdu(
      `VERIFY ${whichOf(choice)}`,
      (world) => verifyCommand(pinOf(world, choice)),
      (state, session, world) => wire.verifyByWire(world.kind, state, session, pinOf(world, choice)),
    ),
  ({ pin, ...choice }) =>
    apdu(
      `VERIFY ${pin}`,
      () => verifyCommand(pin),
      (state, session, { kind }) => wire.verifyByWire(kind, state, session, pin),
      choice.times,
    ),
  (choice) =>
    apdu(
      `INTERNAL AUTHENTICATE ${choice.challenge}`,
      () => respondCommand(choice.challenge),
      (state, session, { kind }) => wire.respondByWire(kind, state, session, choice.challenge),
    ),
  (choice) =>
    apdu(
      `CHANGE REFERENCE DATA ${whichOf(choice)} to ${choice.pin}`,
      (world) => changePinCommand(pinOf(world, choice), choice.pin),
      (state, session, world) =>
        wire.changeByWire(world.kind, state, session, pinOf(world, choice), choice.pin),
    ),
  (choice) =>
    apdu(
      `RESET RETRY COUNTER ${whichOf(choice)} to ${choice.pin}`,
      (world) => unlockCommand(answerFor(world, choice).answer, choice.pin),
      (state, session, world) =>
        wire.unlockByWire(state, session, answerFor(world, choice).isRight, choice.pin),
    ),
  (choice) =>
    apdu(
      `EXTERNAL AUTHENTICATE ${choice.isRight ? 'right' : 'wrong'} for ${choice.challenge}`,
      (world) => authenticateServerCommand(choice.challenge, serverResponse(world, choice)),
      (state, session, world) =>
        wire.serverByWire(world.kind, state, session, choice.challenge, serverResponse(world, choice)),
    ),
];
