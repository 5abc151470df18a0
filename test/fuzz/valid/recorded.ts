/**
 * Commands as a host sends them to a demo card, by what they do: what the corpora of the cards and of the link are
 * made of.
 */
import { slotsFor } from '../../../emulator/reader/slots.js';
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { asciiText } from '../../../firmware/ascii.js';
import { encodeBenchCommand } from '../../../firmware/card/bench-commands.js';
import {
  attestCommand,
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
import { Ocra } from '../../../firmware/oath/ocra.js';
import { unlockAnswer } from '../../../host/desk/unlock-answer.js';

export const PIN = '1234';

/** But for the certificate, which costs a signature each time; `attest` has it. */
const CHEAP_TAGS = Object.values(DATA_TAG).filter((tag) => tag !== DATA_TAG.certificate);

/** Commands for the DSC+ application, by what they do. */
export const DSC_PLUS_COMMANDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  login: [selectCommand(AID.dscPlus), verifyCommand(PIN), respondCommand('123456')],
  'two-responses': [
    ...[selectCommand(AID.dscPlus), verifyCommand(PIN), respondCommand('123456')],
    ...[verifyCommand(PIN), pinStatusCommand(), respondCommand('654321'), respondCommand('654321')],
  ],
  data: [selectCommand(AID.dscPlus), ...CHEAP_TAGS.map((tag) => getDataCommand(tag))],
  'change-pin': [
    ...[selectCommand(AID.dscPlus), changePinCommand(PIN, '8351'), verifyCommand('8351')],
    ...[respondCommand('123456'), changePinCommand('8351', PIN)],
  ],
  'wrong-pins': [
    ...[selectCommand(AID.dscPlus), verifyCommand('9999'), pinStatusCommand(), verifyCommand('9998')],
    ...[verifyCommand(PIN), respondCommand('000000')],
  ],
  lock: [
    selectCommand(AID.dscPlus),
    ...Array.from({ length: 5 }, () => verifyCommand('9999')),
    ...[getDataCommand(DATA_TAG.unlockQuestion), getDataCommand(DATA_TAG.lifeCycle), verifyCommand(PIN)],
    ...[unlockCommand('00000000', '8351'), pinStatusCommand(), getDataCommand(DATA_TAG.triesLeft)],
  ],
  dead: [
    selectCommand(AID.dscPlus),
    ...Array.from({ length: 5 }, () => verifyCommand('9999')),
    ...Array.from({ length: 10 }, () => unlockCommand('00000000', '8351')),
    ...[selectCommand(AID.dscPlus), getDataCommand(DATA_TAG.lifeCycle), respondCommand('123456')],
  ],
  attest: [
    selectCommand(AID.dscPlus),
    attestCommand(new Uint8Array(32).fill(7)),
    getDataCommand(DATA_TAG.certificate, 65_536),
  ],
};

/** Bench commands, after its SELECT. */
export const BENCH_COMMANDS: readonly Uint8Array[] = [
  selectCommand(AID.bench),
  encodeBenchCommand({ type: 'pressKey', key: 'power', holdMs: null }),
  encodeBenchCommand({ type: 'typeDigits', digits: PIN }),
  encodeBenchCommand({ type: 'pressKey', key: 'ok', holdMs: 100 }),
  encodeBenchCommand({ type: 'readDisplay' }),
  encodeBenchCommand({ type: 'status' }),
  encodeBenchCommand({ type: 'flashGeometry' }),
  encodeBenchCommand({ type: 'readFlash', offset: 0, length: 64 }),
  encodeBenchCommand({ type: 'advance', ms: 60_000 }),
  encodeBenchCommand({ type: 'setBattery', percent: 3 }),
  encodeBenchCommand({ type: 'injectFault', name: 'none' }),
  encodeBenchCommand({ type: 'cutPower' }),
];

/** The answer of a fresh demo card to the last of some commands, as text. */
function lastAnswer(profile: string, commands: readonly Uint8Array[]): string {
  const dscPlus = DscPlus.demo({ profile });
  const [slot] = slotsFor({ dscPlus, codeCard: null }, {});
  slot?.powerOn();
  return commands.reduce((_, command) => asciiText(slot?.answer(command)?.subarray(0, -2) ?? command), '');
}

/** A locked card that is unlocked by the desk's answer to its question. */
export function unlocking(): readonly Uint8Array[] {
  const asking = (DSC_PLUS_COMMANDS.lock ?? []).slice(0, 7);
  const { profile, unlockKey } = { ...DscPlus.demo().secrets(), ...DscPlus.demo() };
  if (profile.pin.check === 'soft' || unlockKey === null) throw new Error('the demo card locks');
  const answer = unlockAnswer(profile.pin.unlockSuite, unlockKey, lastAnswer('dsc-plus', asking));
  return [...asking, unlockCommand(answer, '8351'), verifyCommand('8351'), respondCommand('123456')];
}

/** Mutual authentication, with the server's response to the card's question. */
export function mutually(): readonly Uint8Array[] {
  const asking = [selectCommand(AID.dscPlus), verifyCommand(PIN), getChallengeCommand()];
  const { profile } = DscPlus.demo({ profile: 'dsc-plus-mutual' });
  const server = new Ocra(profile.suite, DscPlus.demo().secrets().key ?? new Uint8Array(0));
  const question = 'SRVQUEST';
  const answer = server.respond({ question: lastAnswer('dsc-plus-mutual', asking) + question }, 'mutual');
  return [...asking, authenticateServerCommand(question, answer), respondCommand(question)];
}
