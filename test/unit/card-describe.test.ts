/**
 * Traffic in words: what is said of each command and response, and what is never said.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBenchCommand } from '../../firmware/card/bench-commands.js';
import {
  attestCommand,
  authenticateServerCommand,
  changePinCommand,
  getChallengeCommand,
  getDataCommand,
  lookUpCommand,
  pinStatusCommand,
  respondCommand,
  selectCommand,
  unlockCommand,
  verifyCommand,
} from '../../firmware/card/commands.js';
import { describeCommand, describeResponse } from '../../firmware/card/describe.js';
import { describeStatusWord, refused, STATUS, triesLeftIn } from '../../firmware/card/status-words.js';
import { AID, DATA_TAG } from '../../firmware/card/tags.js';
import { asResponse, bytesOf } from './card-on-wire.js';

const press = (key: '5' | 'ok', holdMs: number | null) =>
  encodeBenchCommand({ type: 'pressKey', key, holdMs });

describe('a command', () => {
  it.each([
    [selectCommand(AID.dscPlus), 'SELECT DSC+'],
    [selectCommand(AID.securityCodeCard), 'SELECT Security Code Card'],
    [selectCommand(AID.bench), 'SELECT bench'],
    [selectCommand(bytesOf('A000000151000000')), 'SELECT A000000151000000'],
    [bytesOf('00A4040000'), 'SELECT no name'],
    [bytesOf('00A40000023F00'), 'SELECT file 3F00'],
    [getDataCommand(DATA_TAG.serialNumber), 'GET DATA serial number'],
    [bytesOf('00CA006E00'), 'GET DATA 006E'],
    [verifyCommand('1234'), 'VERIFY PIN (4 digits)'],
    [verifyCommand('12x4'), 'VERIFY PIN (4 bytes)'],
    [pinStatusCommand(), 'VERIFY status'],
    [changePinCommand('1234', '5678'), 'CHANGE REFERENCE DATA old and new PIN (8 digits)'],
    [unlockCommand('12345678', '5678'), 'RESET RETRY COUNTER answer and new PIN (12 digits)'],
    [respondCommand('123456'), 'INTERNAL AUTHENTICATE challenge 123456'],
    [respondCommand('12 3456'), 'INTERNAL AUTHENTICATE (7 bytes)'],
    [lookUpCommand([100, 50]), 'INTERNAL AUTHENTICATE index numbers 100 50'],
    [lookUpCommand([50]), 'INTERNAL AUTHENTICATE index number 50'],
    [lookUpCommand([100]), 'INTERNAL AUTHENTICATE index number 100'],
    [lookUpCommand([7]), 'INTERNAL AUTHENTICATE index number 7'],
    [attestCommand(new Uint8Array(32)), 'INTERNAL AUTHENTICATE attestation, nonce (32 bytes)'],
    [getChallengeCommand(), 'GET CHALLENGE'],
    [
      authenticateServerCommand('SRV11110', '28247970'),
      'EXTERNAL AUTHENTICATE server question and response (16 bytes)',
    ],
    [bytesOf('00CA010200'), 'GET DATA firmware version'],
    [bytesOf('00CA010600'), 'GET DATA counter'],
    [bytesOf('00CA010700'), 'GET DATA battery'],
    [bytesOf('00CA010800'), 'GET DATA unlock question'],
    [bytesOf('00CA010900'), 'GET DATA certificate'],
    [bytesOf('00CA010A00'), 'GET DATA profile name'],
    [bytesOf('00CA010B00'), 'GET DATA life cycle'],
    [bytesOf('00CA010C00'), 'GET DATA challenge digits'],
    [bytesOf('00CA010D00'), 'GET DATA check value'],
    [bytesOf('00CA010E00'), 'GET DATA expiry'],
    [bytesOf('00A4040010 A0000001510000000102030405060708'), 'SELECT A0000001510000000102030405060708'],
    [bytesOf('00A4040011 A000000151000000010203040506070809'), 'SELECT A0000001510000000102030405060708...'],
    [verifyCommand('0909'), 'VERIFY PIN (4 digits)'],
    [verifyCommand('12/4'), 'VERIFY PIN (4 bytes)'],
    [respondCommand('A'.repeat(64)), `INTERNAL AUTHENTICATE challenge ${'A'.repeat(64)}`],
    [respondCommand('A'.repeat(65)), 'INTERNAL AUTHENTICATE (65 bytes)'],
    [lookUpCommand([100, 50, 7]), 'INTERNAL AUTHENTICATE index numbers 100 50 7'],
    [respondCommand('x100 50'), 'INTERNAL AUTHENTICATE (7 bytes)'],
    [bytesOf('00DA010102AABB'), 'PUT DATA (2 bytes)'],
    [bytesOf('00C0000000'), 'command 00C00000 (0 bytes)'],
    [bytesOf('0C20008104'), 'command 0C200081 (0 bytes)'],
    [bytesOf('0020'), 'malformed command (2 bytes)'],
    [press('5', null), 'PRESS KEY a digit'],
    [press('ok', 2000), 'PRESS KEY ok for 2000 ms'],
    [encodeBenchCommand({ type: 'typeDigits', digits: '1234' }), 'TYPE (4 digits)'],
    [encodeBenchCommand({ type: 'readDisplay' }), 'READ DISPLAY'],
    [encodeBenchCommand({ type: 'advance', ms: 500 }), 'ADVANCE 500 ms'],
    [encodeBenchCommand({ type: 'cutPower' }), 'CUT POWER'],
    [encodeBenchCommand({ type: 'status' }), 'STATUS'],
    [encodeBenchCommand({ type: 'setBattery', percent: 10 }), 'SET BATTERY 10 %'],
    [encodeBenchCommand({ type: 'setBattery', percent: null }), 'SET BATTERY as estimated'],
    [encodeBenchCommand({ type: 'flashGeometry' }), 'FLASH GEOMETRY'],
    [encodeBenchCommand({ type: 'readFlash', offset: 8, length: 16 }), 'READ FLASH 16 bytes at 8'],
    [
      encodeBenchCommand({ type: 'writeFlash', offset: 8, bytes: bytesOf('AABB') }),
      'WRITE FLASH 2 bytes at 8',
    ],
    [encodeBenchCommand({ type: 'injectFault', name: 'stuck-key' }), 'INJECT FAULT stuck-key'],
    [bytesOf('80100000 01 0D'), 'command 80100000 (1 byte)'],
  ])('%# is %s', (command, words) => {
    expect(describeCommand(command)).toBe(words);
  });
});

describe('a response', () => {
  it.each([
    [selectCommand(AID.dscPlus), '6F009000', '9000 done (2 bytes)'],
    [selectCommand(AID.dscPlus), '6A82', '6A82 the card has no such application'],
    [verifyCommand('1234'), '9000', '9000 done'],
    [verifyCommand('1234'), '63C4', '63C4 wrong PIN, 4 tries left'],
    [verifyCommand('1234'), '63C1', '63C1 wrong PIN, 1 try left'],
    [pinStatusCommand(), '63C5', '63C5 PIN not verified, 5 tries left'],
    [
      verifyCommand('1234'),
      '6983',
      '6983 no more tries: the card is locked or dead, or the session has been ended',
    ],
    [changePinCommand('1', '2'), '63C3', '63C3 wrong PIN, 3 tries left'],
    [unlockCommand('1', '2'), '63C9', '63C9 wrong unlock answer, 9 tries left'],
    [authenticateServerCommand('a', '1'), '63C2', '63C2 wrong server response, 2 tries left'],
    [respondCommand('123456'), asResponse('98276595'), '9000 response (8 digits)'],
    [respondCommand('123456'), '6982', '6982 the PIN must be verified first'],
    [respondCommand('123456'), '6C08', '6C08 the Le is too small: 8 bytes are there'],
    [lookUpCommand([1, 2]), asResponse('A2BC3D'), '9000 card values (6 characters)'],
    [attestCommand(new Uint8Array(16)), `${'AB'.repeat(64)}9000`, '9000 signature (64 bytes)'],
    [getChallengeCommand(), asResponse('CLI22220'), '9000 question CLI22220'],
    [getDataCommand(DATA_TAG.serialNumber), asResponse('12345678'), '9000 serial number 12345678'],
    [getDataCommand(DATA_TAG.triesLeft), '059000', '9000 tries left 5'],
    [getDataCommand(DATA_TAG.triesLeft), 'FF9000', '9000 tries left (1 byte)'],
    [getDataCommand(DATA_TAG.pinPolicy), '0004050A9000', '9000 PIN policy (4 bytes)'],
    [getDataCommand(DATA_TAG.suite), '01029000', '9000 suite (2 bytes)'],
    [getDataCommand(DATA_TAG.suite), '41019000', '9000 suite (2 bytes)'],
    [getDataCommand(DATA_TAG.suite), '207E9000', '9000 suite  ~'],
    [getDataCommand(DATA_TAG.suite), '417F9000', '9000 suite (2 bytes)'],
    [getDataCommand(DATA_TAG.suite), `${'41'.repeat(64)}9000`, `9000 suite ${'A'.repeat(64)}`],
    [getDataCommand(DATA_TAG.suite), `${'41'.repeat(65)}9000`, '9000 suite (65 bytes)'],
    [getDataCommand(DATA_TAG.triesLeft), '05059000', '9000 tries left (2 bytes)'],
    [getDataCommand(DATA_TAG.batteryPercent), '649000', '9000 battery 100'],
    [getDataCommand(DATA_TAG.challengeDigits), '069000', '9000 challenge digits 6'],
    [getDataCommand(DATA_TAG.counter), '059000', '9000 counter (1 byte)'],
    [bytesOf('00CA006E00'), '41429000', '9000 (2 bytes)'],
    [bytesOf('00C0000000'), '63C2', '63C2 refused, 2 tries left'],
    [bytesOf('0020'), '9000', '9000 done'],
    [bytesOf('0020'), '31329000', '9000 done'],
    [bytesOf('0CCA010100'), '31329000', '9000 done (2 bytes)'],
    [bytesOf('0020'), '63C2', '63C2 refused, 2 tries left'],
    [bytesOf('0020'), '0100', '0100 a status word that is not in the list of the card'],
    [encodeBenchCommand({ type: 'readDisplay' }), '01029000', '9000 done (2 bytes)'],
    [verifyCommand('1234'), '90', 'malformed response (1 byte)'],
    [verifyCommand('1234'), '1234', '1234 a status word that is not in the list of the card'],
  ])('%# is %s', (command, response, words) => {
    expect(describeResponse(command, bytesOf(response))).toBe(words);
  });
});

describe('every status word', () => {
  it('of a refusal has room for 15 tries', () => {
    expect([0, 4, 15, 200].map(refused)).toEqual([0x63c0, 0x63c4, 0x63cf, 0x63cf]);
    expect([0x63c0, 0x63cf, 0x6300, 0x9000].map(triesLeftIn)).toEqual([0, 15, null, null]);
  });

  it('of a refusal tells its tries', () => {
    expect([0x63c0, 0x63c1, 0x63c2].map(describeStatusWord)).toEqual([
      'Refused, 0 tries left.',
      'Refused, 1 try left.',
      'Refused, 2 tries left.',
    ]);
  });

  it('of the card has a sentence', () => {
    for (const statusWord of Object.values(STATUS)) {
      expect(describeStatusWord(statusWord)).toMatch(/^[A-Z].*\.$/);
      expect(describeStatusWord(statusWord)).not.toContain('not in the list');
    }
  });
});

describe('secrets', () => {
  const digits = fc.stringMatching(/^[0-9]{8,12}$/);

  it('are never said', () => {
    fc.assert(
      fc.property(digits, digits, (secret, other) => {
        const commands = [
          verifyCommand(secret),
          changePinCommand(secret, other),
          unlockCommand(secret, other),
          authenticateServerCommand('SRV11110', secret),
          encodeBenchCommand({ type: 'typeDigits', digits: secret }),
          encodeBenchCommand({ type: 'writeFlash', offset: 0, bytes: Buffer.from(secret) }),
          // The same under a class or instruction that is not the card's, and cut off.
          ...[0x0c, 0x80, 0x90].map((cla) => Uint8Array.of(cla, ...verifyCommand(secret).subarray(1))),
          Uint8Array.of(0x00, 0x21, ...verifyCommand(secret).subarray(2)),
          verifyCommand(`${secret}1`).subarray(0, -1),
        ];
        for (const command of commands) expect(describeCommand(command)).not.toContain(secret);
        const answering = [
          respondCommand('123456'),
          lookUpCommand([1]),
          encodeBenchCommand({ type: 'readDisplay' }),
          encodeBenchCommand({ type: 'readFlash', offset: 0, length: 12 }),
          verifyCommand('1234'),
        ];
        for (const command of answering)
          expect(describeResponse(command, bytesOf(asResponse(secret)))).not.toContain(secret);
      }),
    );
  });

  it('and any bytes at all are described in one printable line', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(bytes, bytes, (command, response) => {
        expect(describeCommand(command)).toMatch(/^[ -~]{1,120}$/);
        expect(describeResponse(command, response)).toMatch(/^[ -~]{1,120}$/);
      }),
    );
  });
});
