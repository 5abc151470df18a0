/**
 * The second factors: what each asks, and whether an answer is right.
 *
 * Promises: pure of everything but the random bytes it is handed. A question is not asked of a device that was asked it
 * lately, whoever asks; an index pair is asked until it is answered (facts sections 5 and 15).
 */
import { CODE_COUNT } from '../../../firmware/code-card/code-card.js';
import { assert } from '../../../firmware/error.js';
import { sameSecret } from '../../../firmware/secret-text.js';
import { drawDigits, drawPair } from '../draw.js';
import { MINUTE_MS, type Policy } from '../policy.js';
import type { Randomness } from '../ports.js';
import type { Asked } from '../records/access.js';
import type { AskedQuestion, CodeCardSecret, Device, DscPlusSecret, SentCode } from '../records/devices.js';
import { temporaryCodePhase } from '../rules/temporary-code.js';
import { type Judging, judgeResponse } from './response-codes.js';

/** How long a question counts as recent: as long as any challenge may live. */
const RECENT_MS = 10 * MINUTE_MS;
/** And so many of them whatever their age. */
const RECENT_COUNT = 32;
/** There are 10,000 questions of four digits, the shortest: half of them stay to be drawn from. */
const MOST_RECENT = 5000;
/** Facts section 9 [unknown: our choice]. */
const MESSAGE_DIGITS = 6;
const CODE_CHARACTERS = 3;

export interface Asking {
  readonly asked: Asked;
  /** The device as it is kept now. */
  readonly device: Device;
}

export interface Judgement {
  readonly isRight: boolean;
  /** The device as it is kept after the answer. */
  readonly device: Device;
}

export type JudgedIn = Pick<Circumstances, 'nowMs' | 'policy'> & Partial<Judging>;

interface Circumstances {
  readonly nowMs: number;
  readonly randomness: Randomness;
  readonly policy: Policy;
}

function recentOf(questions: readonly AskedQuestion[], nowMs: number): readonly AskedQuestion[] {
  return questions
    .filter(({ atMs }, index) => nowMs - atMs <= RECENT_MS || index >= questions.length - RECENT_COUNT)
    .slice(-MOST_RECENT);
}

function askQuestion(device: Device, digits: number, { nowMs, randomness }: Circumstances): Asking {
  const recent = recentOf(device.recentQuestions, nowMs);
  const asked = new Set(recent.map(({ question }) => question));
  let question = drawDigits(randomness, digits);
  while (asked.has(question)) question = drawDigits(randomness, digits);
  return {
    asked: { by: 'challenge', question },
    device: { ...device, recentQuestions: [...recent, { question, atMs: nowMs }] },
  };
}

/** Index numbers that may be asked: all, but for those that the policy has retired. */
function openIndices(usedIndices: readonly number[]): readonly number[] {
  const used = new Set(usedIndices);
  return Array.from({ length: CODE_COUNT }, (_, index) => index + 1).filter((index) => !used.has(index));
}

function askPair(device: Device, { randomness }: Circumstances): Asking {
  const indices = device.openPair ?? drawPair(randomness, openIndices(device.usedIndices));
  return { asked: { by: 'indices', indices }, device: { ...device, openPair: indices } };
}

export function newSentCode({ nowMs, randomness }: Omit<Circumstances, 'policy'>): SentCode {
  return { code: drawDigits(randomness, MESSAGE_DIGITS), sentAtMs: nowMs, wrongTries: 0, calledAtMs: null };
}

/** A code is sent anew only after a while, and the one before is good until then (facts section 9). */
function askByMessage(device: Device, circumstances: Circumstances): Asking {
  const { sentCode } = device;
  const isFresh =
    sentCode !== null && circumstances.nowMs - sentCode.sentAtMs < circumstances.policy.resendIntervalMs;
  return {
    asked: { by: 'message' },
    device: isFresh ? device : { ...device, sentCode: newSentCode(circumstances) },
  };
}

/** What a user is asked who wants to prove that device. */
export function ask(device: Device, circumstances: Circumstances): Asking {
  const { secret } = device;
  switch (secret.kind) {
    case 'dsc-plus':
      return askQuestion(device, secret.challengeDigits, circumstances);
    case 'security-code-card':
    case 'online-security-code-card':
      return askPair(device, circumstances);
    case 'temporary-code':
      return { asked: { by: 'temporary-code' }, device };
    case 'sms':
      return askByMessage(device, circumstances);
  }
}

function cardValues({ codes }: CodeCardSecret, [first, second]: readonly [number, number]): string {
  const at = (index: number) => codes.slice(CODE_CHARACTERS * (index - 1), CODE_CHARACTERS * index);
  return at(first) + at(second);
}

function samePair(one: readonly number[] | null, other: readonly number[]): boolean {
  return one?.[0] === other[0] && one?.[1] === other[1];
}

/** Either case is taken of card values (facts section 5 [unknown: our choice]). */
function judgePair(
  device: Device,
  secret: CodeCardSecret,
  indices: readonly [number, number],
  response: string,
  { nowMs, policy }: JudgedIn,
): Judgement {
  const isEqual = sameSecret(response.toUpperCase(), cardValues(secret, indices));
  // Else it was answered meanwhile by another user of the card, or in another window.
  const isOpen = samePair(device.openPair, indices);
  if (!isEqual || !isOpen) return { isRight: false, device };
  const usedIndices = policy.retireIndices ? [...device.usedIndices, ...indices] : [];
  const isUsedUp = openIndices(usedIndices).length < 2;
  return {
    isRight: true,
    device: {
      ...device,
      openPair: null,
      usedIndices,
      ...(isUsedUp && { status: 'expired' as const, statusSinceMs: nowMs }),
    },
  };
}

/** The code as it is kept after a try; null once it was used. */
export function judgeSentCode(
  sent: SentCode,
  response: string,
  { nowMs, policy }: Pick<JudgedIn, 'nowMs' | 'policy'>,
): { readonly isRight: boolean; readonly sent: SentCode } {
  const isEqual = sameSecret(response, sent.code);
  const isGood = nowMs - sent.sentAtMs < policy.messageLifeMs && sent.wrongTries < policy.messageTries;
  const isRight = isEqual && isGood;
  return { isRight, sent: isRight ? sent : { ...sent, wrongTries: sent.wrongTries + 1 } };
}

function judgeTelephone(device: Device, response: string, judgedIn: JudgedIn): Judgement {
  const { sentCode } = device;
  if (sentCode === null) return { isRight: false, device };
  const { isRight, sent } = judgeSentCode(sentCode, response, judgedIn);
  return { isRight, device: { ...device, sentCode: isRight ? null : sent } };
}

function judgeCalculator(
  device: Device,
  secret: DscPlusSecret,
  question: string,
  response: string,
  { nowMs, policy, counterWindow = policy.counterWindow, newPinHash }: JudgedIn,
): Judgement {
  const accepted = judgeResponse(device, secret, question, response, {
    ...{ nowMs, counterWindow },
    ...(newPinHash !== undefined && { newPinHash }),
  });
  return { isRight: accepted !== null, device: { ...device, ...accepted } };
}

/** @param response as typed */
export function judge(device: Device, asked: Asked, response: string, judgedIn: JudgedIn): Judgement {
  const { secret } = device;
  switch (secret.kind) {
    case 'dsc-plus':
      assert(asked.by === 'challenge', 'a DSC+ is asked by a challenge');
      return judgeCalculator(device, secret, asked.question, response, judgedIn);
    case 'security-code-card':
    case 'online-security-code-card':
      assert(asked.by === 'indices', 'a code card is asked by index numbers');
      return judgePair(device, secret, asked.indices, response, judgedIn);
    case 'temporary-code': {
      const isEqual = sameSecret(response, secret.code);
      const isOver = temporaryCodePhase(device.startedAtMs ?? 0, judgedIn.nowMs) === 'over';
      return { isRight: isEqual && !isOver, device };
    }
    case 'sms':
      return judgeTelephone(device, response, judgedIn);
  }
}
