/** What `--serial`, `--listen` and `--vpcd` mean, and what several devices make of it. */
import { describe, expect, it } from 'vitest';
import {
  hostAndPort,
  nthLine,
  nthVpcd,
  parseListen,
  parseSerial,
  parseVpcd,
} from '../../emulator/lines/line-description.js';
import { isTokentwinError } from '../../firmware/error.js';

/** The message of the refusal. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isTokentwinError(error, 'LINE_ADDRESS')) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('--serial', () => {
  it.each([
    ['pty', { kind: 'pseudoTerminal', link: null }],
    ['pty:/tmp/token', { kind: 'pseudoTerminal', link: '/tmp/token' }],
    ['pty:a:b', { kind: 'pseudoTerminal', link: 'a:b' }],
    ['/dev/ttyUSB0', { kind: 'serialPort', path: '/dev/ttyUSB0', baudRate: 115_200 }],
    ['COM3', { kind: 'serialPort', path: 'COM3', baudRate: 115_200 }],
  ])('takes %s', (text, description) => {
    expect(parseSerial(text)).toEqual(description);
  });

  it('takes a baud rate for a port', () => {
    expect(parseSerial('/dev/ttyS0', 9_600)).toMatchObject({ baudRate: 9_600 });
  });

  it.each([
    ['', 'pty:LINK'],
    ['pty:', 'pty:LINK'],
    ['tcp://127.0.0.1:4000', '--listen'],
    ['unix:/tmp/a', '--listen'],
  ])('refuses "%s" and says what to write', (text, hint) => {
    expect(refusal(() => parseSerial(text))).toContain(hint);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s baud', (baudRate) => {
    expect(refusal(() => parseSerial('/dev/ttyS0', baudRate))).toContain('115200');
  });
});

describe('--listen', () => {
  it.each([
    ['127.0.0.1:4000', { kind: 'tcp', host: '127.0.0.1', port: 4_000 }],
    ['4000', { kind: 'tcp', host: '127.0.0.1', port: 4_000 }],
    ['localhost:0', { kind: 'tcp', host: 'localhost', port: 0 }],
    ['[::1]:65535', { kind: 'tcp', host: '::1', port: 65_535 }],
    ['unix:/tmp/s', { kind: 'unixSocket', path: '/tmp/s' }],
    ['unix:s:1', { kind: 'unixSocket', path: 's:1' }],
  ])('takes %s', (text, description) => {
    expect(parseListen(text)).toEqual(description);
  });

  it.each([
    '',
    ':',
    'host',
    'host:',
    ':4000',
    'a:b:1',
    '::1:4000',
    'h:65536',
    '70000',
    'h:-1',
    'h:1x',
    'unix:',
    'tcp://h:1',
  ])('refuses "%s" and says the forms', (text) => {
    expect(refusal(() => parseListen(text))).toMatch(/HOST:PORT.*unix:PATH/);
  });

  it('is written again as it was read', () => {
    expect(hostAndPort('127.0.0.1', 1)).toBe('127.0.0.1:1');
    expect(hostAndPort('::1', 1)).toBe('[::1]:1');
  });
});

describe('--vpcd', () => {
  it('takes an address or the default', () => {
    expect(parseVpcd('default')).toEqual({ host: '127.0.0.1', port: 35_963 });
    expect(parseVpcd('localhost:36000')).toEqual({ host: 'localhost', port: 36_000 });
  });

  it.each(['', '35963', 'host', 'host:0'])('refuses "%s"', (text) => {
    expect(refusal(() => parseVpcd(text))).toContain('default');
  });
});

describe('a description for several devices', () => {
  it.each([
    ['pty', 'pty'],
    ['pty:/tmp/token', 'pty:/tmp/token-3'],
  ])('makes of --serial %s for the third %s', (text, third) => {
    expect(nthLine(parseSerial(text), 0)).toEqual(parseSerial(text));
    expect(nthLine(parseSerial(text), 2)).toEqual(parseSerial(third));
  });

  it.each([
    ['h:4000', 'h:4002'],
    ['h:0', 'h:0'],
    ['unix:/tmp/s', 'unix:/tmp/s-3'],
  ])('makes of --listen %s for the third %s', (text, third) => {
    expect(nthLine(parseListen(text), 2)).toEqual(parseListen(third));
  });

  it('goes through the ports of vpcd', () => {
    expect(nthVpcd(parseVpcd('default'), 1)).toEqual({ host: '127.0.0.1', port: 35_964 });
  });

  it('cannot share a serial port or go beyond the last port', () => {
    expect(refusal(() => nthLine(parseSerial('/dev/ttyUSB0'), 1))).toContain('/dev/ttyUSB0');
    expect(refusal(() => nthLine(parseListen('h:65535'), 1))).toContain('65535');
    expect(refusal(() => nthVpcd(parseVpcd('h:65534'), 2))).toContain('65535');
  });
});
