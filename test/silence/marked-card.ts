/**
 * Cards with marked secrets: a PIN of eight digits, since four would occur by chance, keys that can be told at sight,
 * and the responses that they lead to, computed by the second OCRA implementation.
 */
import { createHmac } from 'node:crypto';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import type { TwinOptions } from '../../emulator/twin/twin-options.js';
import { secondOcra } from '../vectors/second-ocra.js';
import { hexMark, type Mark, Marks, textMark } from './marks.js';

export const KEY = '5ec2e7a11ce5ec2e7a11ce5ec2e7a11ce5ec2e7a';
export const UNLOCK_KEY = '0ddba11ca7f00d0ddba11ca7f00d0ddba11ca7f0';
export const PIN = '40859174';
export const WRONG_PIN = '91740852';
export const NEW_PIN = '27495163';
/** As an answer to an unlock question. */
export const WRONG_ANSWER = '13579246';
export const CODE_SEED = 'c0de5eedc0de5eedc0de5eedc0de5eed';
export const CHALLENGE = '123456';
export const UNLOCK_QUESTION = '13957886';
export const INDICES = ['100', '50', '7'];
export const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
const UNLOCK_SUITE = 'OCRA-1:HOTP-SHA1-8:QN08';

export const PROFILE = { name: 'marked', pin: { digits: 8 } };

function answer(line: object): string {
  const result = secondOcra(line);
  if ('error' in result) throw new Error(result.error);
  return result.response;
}

export function responseTo(challenge: string, pin = PIN): string {
  return answer({ suite: SUITE, key: KEY, question: challenge, pin });
}

export function unlockAnswerTo(question: string): string {
  return answer({ suite: UNLOCK_SUITE, key: UNLOCK_KEY, question });
}

export function markedCodeCard(): SecurityCodeCard {
  return SecurityCodeCard.make({ cardSeed: Buffer.from(CODE_SEED, 'hex'), serialNumber: 'MARKED-01' });
}

/** Codes of the card, joined as they are typed. */
export const CARD_VALUES = markedCodeCard().values(INDICES.map(Number));

/** An 8-digit code of HOTP (RFC 4226 section 5.3). */
function hotpCode(counter: bigint, hash: string): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(counter);
  const mac = createHmac(hash, Buffer.from(KEY, 'hex')).update(message).digest();
  const number = mac.readUInt32BE(mac.readUInt8(mac.length - 1) & 15) & 0x7fff_ffff;
  return String(number % 100_000_000).padStart(8, '0');
}

/** The card that all commands are tried on; its attestation key is drawn from the seed. */
export function markedCard(
  profile: Parameters<typeof DscPlus.make>[0]['profile'],
  options: TwinOptions = {},
): DscPlus {
  return DscPlus.make({
    ...(profile === undefined ? {} : { profile }),
    ...options,
    seed: 'marked',
    serialNumber: '20240777',
    key: Buffer.from(KEY, 'hex'),
    unlockKey: Buffer.from(UNLOCK_KEY, 'hex'),
    pin: PIN,
  });
}

export function secretMarks(more: readonly Mark[] = []): Marks {
  return new Marks(
    [
      hexMark('key', KEY),
      hexMark('unlock key', UNLOCK_KEY),
      hexMark('code card seed', CODE_SEED),
      textMark('PIN', PIN),
      textMark('wrong PIN', WRONG_PIN),
      textMark('new PIN', NEW_PIN),
      textMark('wrong answer', WRONG_ANSWER),
      textMark('response', responseTo(CHALLENGE)),
      textMark('response of the wrong PIN', responseTo(CHALLENGE, WRONG_PIN)),
      textMark('unlock answer', unlockAnswerTo(UNLOCK_QUESTION)),
      textMark('card values', CARD_VALUES),
      textMark('HOTP code', hotpCode(0n, 'sha1')),
      textMark('TOTP code', hotpCode(1n, 'sha256')),
      ...more,
    ],
    markedCodeCard().card.codes,
  );
}
