/** What `host info` says of devices that no twin can be: trusted ones, and such whose attestation is false. */
import { describe, expect, it } from 'vitest';
import { showInfo } from '../../emulator/cli/commands/host/info.js';
import { TokentwinError } from '../../firmware/error.js';
import type { AttestationResult } from '../../host/driver/attestation.js';
import { newCounters } from '../../host/driver/counters.js';
import type { AttestOptions, Token, TokenInfo } from '../../host/driver/token.js';

const TOLD: TokenInfo = {
  application: 'dsc-plus',
  serialNumber: '20000001',
  firmwareVersion: '2.4',
  profile: null,
  suite: 'OCRA-1:HOTP-SHA1-8:QN06',
  challengeDigits: 6,
  pin: null,
  triesLeft: null,
  counter: 18446744073709551615n,
  batteryPercent: null,
  lifeCycle: null,
  expires: null,
  checkValue: null,
  atr: Uint8Array.of(0x3b, 0x80),
  saysTestDevice: false,
  reader: { firmware: 'GemTwin-V2.00', echoes: true, hasKeypad: false, slots: 1 },
};

/** Runs the command's work on a token that attests in some way. */
async function shown(attest: (options: AttestOptions) => Promise<AttestationResult>) {
  const answers: { lines: readonly string[]; data: Readonly<Record<string, unknown>> }[] = [];
  const token = { info: async () => TOLD, attest, counters: newCounters } as Partial<Token> as Token;
  const outcome = await showInfo([Uint8Array.of(1, 2, 3)])({
    token,
    call: {},
    show: (lines, data) => answers.push({ lines, data }),
    notice: () => expect.unreachable(),
  }).catch((error: unknown) => error);
  expect(answers.length).toBeLessThan(2);
  return { outcome, lines: answers[0]?.lines, data: JSON.parse(JSON.stringify(answers[0]?.data ?? null)) };
}

describe('host info', () => {
  it('names the authority that the caller trusts', async () => {
    const { outcome, lines, data } = await shown(async ({ authorities }) => {
      expect(authorities).toEqual([Uint8Array.of(1, 2, 3)]);
      return { kind: 'trustedDevice', serialNumber: '20000001', authority: 'Maker CA' };
    });
    expect(outcome).toBeUndefined();
    expect(lines).toEqual([
      'device: DSC+',
      'serial number: 20000001',
      'firmware: 2.4',
      'suite: OCRA-1:HOTP-SHA1-8:QN06',
      'challenge: 6 digits',
      'counter: 18446744073709551615',
      'ATR: 3B80',
      'reader: GemTwin-V2.00, no keypad, 1 slot, echoes',
      'attested by Maker CA',
    ]);
    expect(data).toMatchObject({ counter: '18446744073709551615', attestation: { kind: 'trustedDevice' } });
  });

  it('says that a device does not attest', async () => {
    const { outcome, lines } = await shown(async () => ({ kind: 'notAttested' }));
    expect(outcome).toBeUndefined();
    expect(lines).toContain('not attested');
  });

  it('shows what a device tells whose attestation is false, and fails', async () => {
    const reason = new TokentwinError('ATTESTATION', 'The signature is not that of the certificate.');
    const { outcome, lines, data } = await shown(() => Promise.reject(reason));
    expect(outcome).toBe(reason);
    expect(lines).toContain('THE ATTESTATION DOES NOT HOLD');
    expect(lines?.some((line) => line.startsWith('attested'))).toBe(false);
    expect(data.attestation).toEqual({ kind: 'refused', reason: reason.message });
  });

  it('fails with nothing shown when the line is lost meanwhile', async () => {
    const lost = new TokentwinError('LINE_LOST', 'The line was lost.');
    const { outcome, lines } = await shown(() => Promise.reject(lost));
    expect(outcome).toBe(lost);
    expect(lines).toBeUndefined();
  });
});
