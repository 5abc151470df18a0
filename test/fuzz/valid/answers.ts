/**
 * Valid inputs of the targets that take what a device answers.
 */

import { slotsFor } from '../../../emulator/reader/slots.js';
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { BENCH_INS } from '../../../firmware/card/bench-commands.js';
import { attestCommand, getDataCommand, selectCommand } from '../../../firmware/card/commands.js';
import { AID, DATA_TAG, type DataName } from '../../../firmware/card/tags.js';
import { toHexText } from '../../hex-text.js';
import { BENCH_COMMANDS } from './recorded.js';

type Files = Readonly<Record<string, string>>;

/** The ATR, then the answers to some commands. */
function answersOf(cards: Parameters<typeof slotsFor>[0], commands: readonly Uint8Array[]): Uint8Array[] {
  const [slot] = slotsFor(cards, {});
  const atr = slot?.powerOn() ?? new Uint8Array(0);
  return [atr, ...commands.map((command) => slot?.answer(command) ?? new Uint8Array(0))];
}

function asking(names: readonly DataName[]): Uint8Array[] {
  return names.map((name) => getDataCommand(DATA_TAG[name], 65_536));
}

/** In the order in which the driver asks. */
const DSC_PLUS_FACTS: readonly DataName[] = [
  ...(['serialNumber', 'firmwareVersion', 'profileName', 'suite', 'challengeDigits', 'pinPolicy'] as const),
  ...(['triesLeft', 'counter', 'batteryPercent', 'lifeCycle'] as const),
];
const CODE_CARD_FACTS: readonly DataName[] = [
  ...(['serialNumber', 'firmwareVersion', 'profileName', 'expiry', 'checkValue'] as const),
];

export function hostAnswerFiles(): Files {
  const profiles = ['dsc-plus', 'dsc-plus-soft', 'dsc-plus-counter', 'dsc-plus-mutual'];
  const commands = [selectCommand(AID.dscPlus), ...asking(DSC_PLUS_FACTS)];
  const files = profiles.map((profile) => [
    `${profile}.hex`,
    toHexText(answersOf({ dscPlus: DscPlus.demo({ profile }), codeCard: null }, commands)),
  ]);
  const codeCard = SecurityCodeCard.demo({ profile: 'online-security-code-card' });
  const lookups = [selectCommand(AID.securityCodeCard), ...asking(CODE_CARD_FACTS)];
  return {
    ...Object.fromEntries(files),
    'online-code-card.hex': toHexText(answersOf({ dscPlus: null, codeCard }, lookups)),
  };
}

export function attestationFiles(): Files {
  const commands = [
    attestCommand(new Uint8Array(32).fill(7)),
    ...asking(['certificate', 'serialNumber', 'firmwareVersion']),
  ];
  const evidence = (dscPlus: DscPlus) => toHexText(answersOf({ dscPlus, codeCard: null }, commands));
  return {
    'true-demo.hex': evidence(DscPlus.demo()),
    'true-other.hex': evidence(DscPlus.make({ profile: 'dsc-plus-soft', seed: 'fuzz' })),
    'refused.hex': toHexText([new Uint8Array(0), Uint8Array.of(0x6a, 0x88)]),
  };
}

export function benchAnswerFiles(): Files {
  // The bytes of READ FLASH have no layout.
  const commands = BENCH_COMMANDS.filter((command) => command[1] !== BENCH_INS.readFlash);
  const answers = answersOf({ dscPlus: DscPlus.demo(), codeCard: null }, commands).slice(2);
  return Object.fromEntries(
    answers
      .map((answer) => answer.slice(0, -2))
      .flatMap((data, index) => (data.length > 0 ? [[`answer-${index + 1}.hex`, toHexText([data])]] : [])),
  );
}
