/** `tokentwin host info`: what tokens tell of themselves, and what they prove. */
import { readFileSync } from 'node:fs';
import { isTokentwinError } from '../../../../firmware/error.js';
import type { AttestationResult } from '../../../../host/driver/attestation.js';
import { COUNTER_MEANINGS, type LinkCounters } from '../../../../host/driver/counters.js';
import type { PinPolicy, TokenInfo } from '../../../../host/driver/token.js';
import { fileError } from '../../../files/file-error.js';
import type { CommandBody } from '../../command.js';
import { onPorts, type PortWork } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

const APPLICATION_NAMES = { 'dsc-plus': 'DSC+', 'security-code-card': 'Security Code Card' } as const;
const LIFE_CYCLES = { inUse: 'in use', locked: 'locked', dead: 'dead' } as const;

/** A certificate: PEM or DER, as the driver takes both. @throws TokentwinError FILE_NOT_FOUND, FILE_ACCESS */
function authorityOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(error, file, 'read');
  }
}

function pinWords({ check, digits, tries, unlockTries }: PinPolicy): string {
  if (check === 'soft') return `${digits} digits, folded into the response and never compared`;
  return `${digits} digits, compared on the card; ${tries} wrong ones lock it, ${unlockTries} wrong unlock answers end it`;
}

function attestationWords(attestation: AttestationResult): string {
  switch (attestation.kind) {
    case 'testDevice':
      return `attested: a test device (twin), by ${attestation.authority}`;
    case 'trustedDevice':
      return `attested by ${attestation.authority}`;
    case 'notAttested':
      return 'not attested';
  }
}

function infoLines(info: TokenInfo): string[] {
  const { reader, pin, counter, batteryPercent, lifeCycle } = info;
  const features = [
    reader.hasKeypad ? 'with keypad' : 'no keypad',
    `${reader.slots} slot${reader.slots === 1 ? '' : 's'}`,
  ];
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['device', APPLICATION_NAMES[info.application]],
    ['serial number', info.serialNumber],
    ['firmware', info.firmwareVersion],
    ['profile', info.profile],
    ['suite', info.suite],
    ['challenge', info.challengeDigits === null ? null : `${info.challengeDigits} digits`],
    ['PIN', pin === null ? null : pinWords(pin)],
    ['tries left', info.triesLeft],
    ['counter', counter === null ? null : String(counter)],
    ['battery', batteryPercent === null ? null : `${batteryPercent} %`],
    ['state', lifeCycle === null ? null : LIFE_CYCLES[lifeCycle]],
    ['valid until', info.expires],
    ['check value', info.checkValue],
    ['ATR', `${hex(info.atr)}${info.saysTestDevice ? ' (says: test device)' : ''}`],
    ['reader', `${reader.firmware}, ${features.join(', ')}, ${reader.echoes ? 'echoes' : 'does not echo'}`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
}

/** What happened on the link, leaving out what did not. */
function counterLines(counters: LinkCounters): string[] {
  return Object.entries(COUNTER_MEANINGS).flatMap(([name, meaning]) => {
    const count = counters[name as keyof LinkCounters];
    return count === 0 ? [] : [`link, ${name}: ${count} (${meaning.replace(/\.$/, '')})`];
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** An attestation that does not hold is shown in its place, and the command fails with it. */
export function showInfo(authorities: readonly Uint8Array[]): PortWork {
  return async ({ token, call, show }) => {
    const told = await token.info(call);
    const proof = await token.attest({ ...call, authorities }).catch((error: unknown) => {
      if (isTokentwinError(error, 'ATTESTATION')) return error;
      throw error;
    });
    const failed = proof instanceof Error;
    const counters = token.counters();
    show(
      [
        ...infoLines(told),
        failed ? 'THE ATTESTATION DOES NOT HOLD' : attestationWords(proof),
        ...counterLines(counters),
      ],
      {
        ...told,
        counter: told.counter === null ? null : String(told.counter),
        atr: hex(told.atr),
        attestation: failed ? { kind: 'refused', reason: proof.message } : proof,
        counters,
      },
    );
    if (failed) throw proof;
  };
}

export const info: CommandBody = {
  positionals: [],
  options: {
    ...SEVERAL_PORTS_OPTIONS,
    authority: {
      type: 'string',
      describe:
        'a file with the certificate of a maker that you trust, PEM or DER; may be given more than once',
    },
  },
  examples: [
    [
      'host info --port unix:card.sock',
      'the card, the reader and the link, and whether it proves what it is',
    ],
    ['host info --authority maker.pem --port unix:card.sock', 'tells a device of this maker from a twin'],
  ],
  async run(given) {
    return await onPorts(given, showInfo(given.list('authority').map(authorityOf)));
  },
};
