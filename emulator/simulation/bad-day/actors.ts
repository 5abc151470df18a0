/**
 * Who does something on a bad day: the holder at the keypad, and the host on the line. To add an actor: a function
 * that does one exchange with the world and tells what it tried, and a line in ACTORS.
 */
import {
  changePinCommand,
  getDataCommand,
  respondCommand,
  unlockCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { STATUS } from '../../../firmware/card/status-words.js';
import { DATA_TAG } from '../../../firmware/card/tags.js';
import type { KeyName } from '../../../firmware/dsc-plus/keys.js';
import type { Ending, Tried } from './judge.js';
import type { Attempt } from './model.js';
import type { BadDayWorld, Host } from './world.js';

/** One exchange of one actor. */
export interface Errand {
  readonly world: BadDayWorld;
  /** The PIN as it is on the card, and another; both as long as the profile's. */
  readonly pin: string;
  readonly otherPin: string;
  readonly challenge: string;
  /** The desk's answer to a card's question. */
  answerTo(question: string): string;
  readonly isLocked: boolean;
  readonly checksPin: boolean;
  /** Tries that may be spent without locking the card for good. */
  readonly mayErr: boolean;
  /** Below 1, drawn for this errand. */
  readonly whim: number;
  /** How the host sends. */
  readonly host: Host;
}

export type Actor = (errand: Errand) => readonly Tried[];

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** One command by the driver, and what it tells of the outcome. */
function send(
  { world, host }: Errand,
  attempt: Attempt,
  command: Uint8Array,
): Tried & { readonly data: string } {
  const outcome = host(world, command);
  const told = (ending: Ending, data = '') => {
    world.record.outcome(`${world.at} ${attempt.what}: ${ending.known}`);
    return { attempt, ending, command, data };
  };
  if (outcome === null) return told({ known: 'nothing' });
  if (outcome.type === 'failed')
    return told({ known: outcome.error.details.outcomeUnknown === false ? 'not done' : 'nothing' });
  const statusWord = ((outcome.value.at(-2) ?? 0) << 8) | (outcome.value.at(-1) ?? 0);
  const data = ascii(outcome.value.subarray(0, -2));
  if (attempt.what !== 'respond') return told({ known: 'done' }, data);
  if (statusWord !== STATUS.success) return told({ known: 'not done' });
  return told({ known: 'done', response: data }, data);
}

const look: Attempt = { what: 'look' };

function unlockByHost(errand: Errand): readonly Tried[] {
  const { otherPin, answerTo } = errand;
  const asked = send(errand, look, getDataCommand(DATA_TAG.unlockQuestion));
  if (!/^[0-9]{8}$/.test(asked.data)) return [asked];
  const attempt: Attempt = { what: 'unlock', to: otherPin };
  return [asked, send(errand, attempt, unlockCommand(answerTo(asked.data), otherPin))];
}

function hostErrand(errand: Errand): readonly Tried[] {
  const { pin, otherPin, challenge, isLocked, checksPin, mayErr, whim } = errand;
  if (isLocked) return unlockByHost(errand);
  if (whim < 0.1) return [send(errand, look, getDataCommand(DATA_TAG.triesLeft))];
  if (whim < 0.25 && mayErr) return [send(errand, { what: 'pin', pin: otherPin }, verifyCommand(otherPin))];
  if (whim < 0.4 && checksPin)
    return [send(errand, { what: 'changePin', from: pin, to: otherPin }, changePinCommand(pin, otherPin))];
  const verified = send(errand, { what: 'pin', pin }, verifyCommand(pin));
  // A card with a soft PIN would answer with the last one that reached it, and so a host that does not know stops.
  if (!checksPin && verified.ending.known !== 'done') return [verified];
  const responded = send(errand, { what: 'respond', challenge, pin }, respondCommand(challenge));
  return [verified, responded];
}

function enter(world: BadDayWorld, digits: string): string {
  for (const digit of digits) world.press(digit as KeyName);
  return world.press('ok');
}

/** What holder and card meant by keys is not known to anybody but the card. */
const UNKNOWN: Ending = { known: 'nothing' };
const WRONG_PIN: Tried = { attempt: { what: 'pin', pin: '' }, ending: UNKNOWN };

function switchOff(world: BadDayWorld): void {
  world.press('power', world.twin.profile.times.powerOffMs);
  world.wait(world.twin.profile.times.promptMs ?? 0);
}

function holderErrand(errand: Errand): readonly Tried[] {
  const { world, pin, otherPin, challenge, isLocked, mayErr, whim } = errand;
  world.press('power');
  if (isLocked) return unlockByHolder(errand);
  if (whim < 0.3 && mayErr) {
    enter(world, otherPin);
    switchOff(world);
    return [WRONG_PIN, WRONG_PIN];
  }
  enter(world, pin);
  for (const digit of challenge) world.press(digit as KeyName);
  const shown = world.twin.frame.text;
  world.press('ok');
  const { response } = world.twin;
  // The challenge as the card understood it; the PIN is right if the card checks it.
  const isChallenge = /^[0-9]{6}$/.test(shown);
  const sure = world.twin.profile.pin.check === 'card' || (shown === challenge && world.undisturbed);
  switchOff(world);
  const rightPin: Tried = { attempt: { what: 'pin', pin }, ending: UNKNOWN };
  return [
    // A key that hangs or a notice that takes one can make another PIN of what is typed, or of the challenge.
    ...[WRONG_PIN, rightPin, WRONG_PIN, rightPin],
    {
      attempt: { what: 'respond', challenge: isChallenge ? shown : challenge, pin },
      ending: { known: 'nothing', ...(response !== null && isChallenge && sure && { response }) },
    },
  ];
}

function unlockByHolder({ world, otherPin, answerTo }: Errand): readonly Tried[] {
  const question = world.wait(world.twin.profile.times.noticeMs);
  if (/^[0-9]{8}$/.test(question)) {
    world.press('ok');
    enter(world, answerTo(question));
    enter(world, otherPin);
    enter(world, otherPin);
  }
  switchOff(world);
  return [{ attempt: { what: 'unlock', to: otherPin }, ending: UNKNOWN }];
}

export const ACTORS: Readonly<Record<string, Actor>> = { host: hostErrand, holder: holderErrand };
