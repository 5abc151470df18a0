/**
 * What the device tells of itself, read once before the cases: which of them can be tried depends on it.
 */
import { printableText } from '../../../firmware/ascii.js';
import { getChallengeCommand, getDataCommand, selectCommand } from '../../../firmware/card/commands.js';
import { STATUS } from '../../../firmware/card/status-words.js';
import { AID, DATA_TAG, type DataName, NOT_COUNTED, PIN_CHECK } from '../../../firmware/card/tags.js';
import { isTokentwinError } from '../../../firmware/error.js';
import { parseSuite, type Suite } from '../../../firmware/oath/suite.js';
import type { CardProbe } from './card-probe.js';

export type CardApplicationName = 'dsc-plus' | 'security-code-card';

export interface DeviceFacts {
  /** null when the card has none that is known here. */
  readonly application: CardApplicationName | null;
  readonly hasBench: boolean;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
  readonly profile: string | null;
  /** null when the card tells none, or one that is no OCRA suite. */
  readonly suite: Suite | null;
  readonly challengeDigits: number | null;
  /** Does it ask the server to prove itself first? */
  readonly isMutual: boolean;
  readonly pin: { readonly check: 'card' | 'soft'; readonly digits: number; readonly tries: number } | null;
}

const AIDS: Readonly<Record<CardApplicationName, Uint8Array>> = {
  'dsc-plus': AID.dscPlus,
  'security-code-card': AID.securityCodeCard,
};

const MAXIMUM_TEXT_BYTES = 255;

export function aidOf(application: CardApplicationName): Uint8Array {
  return AIDS[application];
}

async function select(card: CardProbe, aid: Uint8Array): Promise<boolean> {
  const { statusWord } = await card.command(selectCommand(aid));
  return statusWord === STATUS.success || statusWord === STATUS.applicationTerminated;
}

/** The value of a data object, or null when the card refuses it. */
async function read(card: CardProbe, name: DataName): Promise<Uint8Array | null> {
  const { data, statusWord } = await card.command(getDataCommand(DATA_TAG[name]));
  return statusWord === STATUS.success ? data : null;
}

/** @returns null also for what is no text: it must not get into a report */
async function readText(card: CardProbe, name: DataName): Promise<string | null> {
  const value = await read(card, name);
  return value === null ? null : printableText(value, MAXIMUM_TEXT_BYTES);
}

function suiteOf(text: string | null): Suite | null {
  try {
    return text === null ? null : parseSuite(text);
  } catch (error) {
    if (isTokentwinError(error)) return null;
    throw error;
  }
}

/** Reads a card that has power; its application stays selected. */
export async function learnDevice(card: CardProbe): Promise<DeviceFacts> {
  const hasBench = await select(card, AID.bench);
  let application: CardApplicationName | null = null;
  for (const name of Object.keys(AIDS) as CardApplicationName[])
    if (application === null && (await select(card, aidOf(name)))) application = name;
  const policy = await read(card, 'pinPolicy');
  const [check, digits = 0, tries = 0] = policy ?? [];
  const question = await card.command(getChallengeCommand());
  return {
    application,
    hasBench,
    serialNumber: await readText(card, 'serialNumber'),
    firmwareVersion: await readText(card, 'firmwareVersion'),
    profile: await readText(card, 'profileName'),
    suite: suiteOf(await readText(card, 'suite')),
    challengeDigits: (await read(card, 'challengeDigits'))?.[0] ?? null,
    isMutual: question.statusWord === STATUS.success,
    pin: policy === null ? null : { check: check === PIN_CHECK.soft ? 'soft' : 'card', digits, tries },
  };
}

/** @returns null when the card does not count its tries or does not tell them */
export async function triesLeft(card: CardProbe): Promise<number | null> {
  const left = (await read(card, 'triesLeft'))?.[0] ?? null;
  return left === NOT_COUNTED ? null : left;
}

/** The counter of the next response, or null when the card has none. */
export async function counter(card: CardProbe): Promise<bigint | null> {
  const value = await read(card, 'counter');
  return value?.length === 8 ? new DataView(value.buffer, value.byteOffset).getBigUint64(0) : null;
}
