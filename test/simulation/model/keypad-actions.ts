/** What a holder does at the keypad. */
import { unlockAnswer } from '../../unit/node-ocra.js';
import { type Choice, pinOf } from './choice.js';
import * as keypad from './keypad-model.js';
import type { Action, Outcome } from './model-command.js';
import type { RealCard } from './real-card.js';
import type { World } from './world.js';

function shown(world: World, effect: keypad.KeypadEffect): Outcome {
  return {
    way: effect.way,
    expected: effect.shows,
    settle: () => {
      world.keypad = effect.keypad;
    },
  };
}

/** Types what the card asks for; switches a card on that asks for nothing. */
export function enter(choice: Choice): Action {
  return {
    name: `enter ${choice.isRight ? 'the right PIN or answer' : choice.pin}, ${choice.pin} or ${choice.challenge}`,
    act: (world, real) => typeAsked(world, real, choice),
    model: (world) => shown(world, modelOfEntry(world, choice)),
  };
}

function typeAsked(world: World, real: RealCard, choice: Choice): string {
  switch (world.keypad.at) {
    case 'off':
    case 'response':
      return real.twin.press('power').text;
    case 'pin':
    case 'oldPin':
      return real.enter(pinOf(world, choice));
    case 'challenge':
      return real.enter(choice.challenge);
    case 'newPin':
      return real.enter(choice.pin);
    case 'again':
      return real.enter(choice.isRight ? world.keypad.pin : choice.pin);
    case 'question': {
      real.passNotice();
      real.twin.press('ok');
      const question = real.contents?.unlock?.question ?? '0';
      return real.enter(choice.isRight ? unlockAnswer(question) : choice.pin.repeat(2));
    }
  }
}

function modelOfEntry(world: World, choice: Choice): keypad.KeypadEffect {
  const { keypad: at, state, kind } = world;
  const pin = pinOf(world, choice);
  switch (at.at) {
    case 'off':
    case 'response':
      return keypad.start(state);
    case 'pin':
      return keypad.enterPin(kind, state, pin);
    case 'oldPin':
      return keypad.enterOldPin(kind, state, pin);
    case 'challenge':
      return keypad.enterChallenge(kind, state, at, choice.challenge);
    case 'newPin':
      return keypad.enterNewPin(state, at.proof, choice.pin);
    case 'again':
      return keypad.enterAgain(state, at, choice.isRight ? at.pin : choice.pin);
    case 'question':
      return keypad.enterAnswer(state, at.pinsSet, choice.isRight);
  }
}

const switchOn: Action = {
  name: 'power',
  act: (_world, real) => real.twin.press('power').text,
  model: (world) => shown(world, keypad.start(world.state)),
};

/** Switched on first: a card that is off would be switched on by the long press, and stay so. */
const switchOff: Action = {
  name: 'power, and power for long',
  act: (_world, real) => {
    real.twin.press('power');
    return real.twin.hold('power', { ms: 2500 }).text;
  },
  model: (world) => shown(world, { ...keypad.start(world.state), keypad: { at: 'off' }, shows: '' }),
};

/** Longer than any card waits. */
const wait: Action = {
  name: 'wait',
  act: (_world, real) => real.twin.advance({ seconds: 310 }).text,
  model: (world) => shown(world, { way: [world.state], keypad: { at: 'off' }, shows: '' }),
};

const takeBatteryOut: Action = {
  name: 'take the battery out',
  act: (_world, real) => real.twin.cutPower().text,
  model: (world) => ({ way: [world.state], expected: '', settle: () => world.losePower() }),
};

/** At the prompt for the PIN this begins to change it; elsewhere it is left out. */
export const holdOk: Action = {
  name: 'OK for long',
  act: (world, real) => {
    if (world.keypad.at !== 'pin') return null;
    real.passNotice();
    return real.twin.hold('ok', { ms: 2000 }).text;
  },
  model: (world) => {
    const { keypad: at, kind, state } = world;
    if (at.at !== 'pin') return { way: [state], expected: null, settle: () => undefined };
    const asks = { way: [state], keypad: { at: 'oldPin' }, shows: 'OLD PIN>' } as const;
    return shown(world, kind.checksPin ? asks : { way: [state], keypad: at, shows: 'PIN>' });
  },
};

/** What ends an entry. */
export const ENDING_ACTIONS: readonly Action[] = [switchOn, switchOff, wait, takeBatteryOut];
