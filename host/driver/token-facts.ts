/**
 * Reads what a card tells of itself.
 */
import { asciiText } from '../../firmware/ascii.js';
import { DEVICE_NOTE, parseAtr } from '../../firmware/card/atr.js';
import { LIFE_CYCLE, NOT_COUNTED, PIN_CHECK } from '../../firmware/card/tags.js';
import type { CardSession } from './card-session.js';
import type { ReaderDescription } from './core/reader-description.js';
import { linkFault } from './core/reader-errors.js';
import type { PinPolicy, TokenApplication, TokenInfo } from './token.js';

/** @param atr of the card, whose application is selected */
export async function readTokenInfo(
  session: CardSession,
  application: TokenApplication,
  atr: Uint8Array,
  reader: ReaderDescription,
): Promise<TokenInfo> {
  const isCodeCard = application === 'security-code-card';
  const number = async (name: 'challengeDigits' | 'batteryPercent') =>
    (await session.data(name))?.[0] ?? null;
  return {
    application,
    serialNumber: (await session.text('serialNumber')) ?? '',
    firmwareVersion: (await session.text('firmwareVersion')) ?? '',
    profile: await session.text('profileName'),
    suite: isCodeCard ? null : await session.text('suite'),
    challengeDigits: isCodeCard ? null : await number('challengeDigits'),
    pin: isCodeCard ? null : await readPinPolicy(session),
    triesLeft: isCodeCard ? null : countedTries(await session.data('triesLeft')),
    counter: isCodeCard ? null : unsigned(await session.data('counter')),
    batteryPercent: isCodeCard ? null : await number('batteryPercent'),
    lifeCycle: isCodeCard ? null : await readLifeCycle(session),
    expires: isCodeCard ? await session.text('expiry') : null,
    checkValue: isCodeCard ? await session.text('checkValue') : null,
    atr,
    saysTestDevice: asciiText(parseAtr(atr)?.historicalBytes ?? atr).includes(DEVICE_NOTE),
    reader,
  };
}

/** @returns null on a card that tells none @throws TokentwinError LINK_FAULT */
export async function readPinPolicy(session: CardSession): Promise<PinPolicy | null> {
  const data = await session.data('pinPolicy');
  if (data === null) return null;
  const [check, digits, tries, unlockTries] = data;
  if (digits === undefined || tries === undefined || unlockTries === undefined) {
    throw linkFault("The card's PIN policy is cut off", false);
  }
  return {
    check: check === PIN_CHECK.soft ? 'soft' : 'card',
    digits,
    tries: tries === 0 ? null : tries,
    unlockTries: unlockTries === 0 ? null : unlockTries,
  };
}

export async function readLifeCycle(session: CardSession): Promise<TokenInfo['lifeCycle']> {
  return lifeCycleOf(await session.data('lifeCycle'));
}

function countedTries(data: Uint8Array | null): number | null {
  const tries = data?.[0] ?? NOT_COUNTED;
  return tries === NOT_COUNTED ? null : tries;
}

function unsigned(data: Uint8Array | null): bigint | null {
  return data === null ? null : data.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function lifeCycleOf(data: Uint8Array | null): TokenInfo['lifeCycle'] {
  const names = ['inUse', 'locked', 'dead'] as const;
  return names.find((name) => LIFE_CYCLE[name] === data?.[0]) ?? null;
}
