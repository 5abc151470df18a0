/** The capture of the monitor as a file, read by a few lines that know nothing of those that wrote it. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectCommand, verifyCommand } from '../../firmware/card/commands.js';
import { AID } from '../../firmware/card/tags.js';
import { CaptureFile } from '../../host/rig/monitor/capture-file.js';
import { TrafficDecoder } from '../../host/rig/monitor/traffic-decoder.js';
import { ProtocolSession } from '../readme/protocol-session.js';

/** 2026-01-01, with microseconds that a number of 32 bits would lose. */
const START_MS = 1_767_225_600_000.125;

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 6;

interface Block {
  readonly type: number;
  readonly content: Buffer;
}

interface Packet {
  readonly interfaceNumber: number;
  readonly microseconds: bigint;
  readonly data: Buffer;
  readonly comment: string;
}

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-'));
  file = join(folder, 'line.pcapng');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The blocks of a pcapng file; each says its length at both ends. */
function blocks(): Block[] {
  const bytes = readFileSync(file);
  const found: Block[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    expect([length % 4, bytes.readUInt32LE(at + length - 4)]).toEqual([0, length]);
    found.push({ type: bytes.readUInt32LE(at), content: bytes.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return found;
}

/** Options by their code, up to the end of options. */
function options(bytes: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  for (let at = 0; ; ) {
    const code = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (code === 0) return found;
    found.set(code, bytes.toString('utf8', at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
}

function packets(): Packet[] {
  return blocks()
    .filter(({ type }) => type === PACKET)
    .map(({ content }) => {
      const length = content.readUInt32LE(12);
      expect(content.readUInt32LE(16)).toBe(length);
      const end = 20 + Math.ceil(length / 4) * 4;
      return {
        interfaceNumber: content.readUInt32LE(0),
        microseconds: (BigInt(content.readUInt32LE(4)) << 32n) | BigInt(content.readUInt32LE(8)),
        data: content.subarray(20, 20 + length),
        comment: options(content.subarray(end)).get(1) ?? '',
      };
    });
}

/** SELECT and a wrong VERIFY, captured. */
function capture(): void {
  const session = new ProtocolSession();
  session.open();
  session.transmit(selectCommand(AID.dscPlus));
  session.transmit(verifyCommand('9999'));
  const decoder = new TrafficDecoder();
  const written = new CaptureFile(file, START_MS);
  for (const { from, bytes, atMs } of session.passages)
    for (const seen of decoder.push(from, bytes, atMs)) written.add(seen, START_MS + 1);
  written.close();
}

describe('a capture', () => {
  it('begins with what it is, and with its interfaces', () => {
    capture();
    const [section, ...others] = blocks();
    expect([section?.type, section?.content.readUInt32LE(0)]).toEqual([SECTION, 0x1a2b3c4d]);
    expect(options(section?.content.subarray(16) as Buffer).get(1)).toContain('Holds PINs');
    const interfaces = others.filter(({ type }) => type === INTERFACE);
    expect(
      interfaces.map(({ content }) => [content.readUInt16LE(0), options(content.subarray(8)).get(2)]),
    ).toEqual([
      [189, 'reader'],
      [252, 'card'],
      [252, 'line'],
    ]);
  });

  it('has its times to the microsecond', () => {
    capture();
    const [first] = packets();
    expect(first?.microseconds).toBe(1_767_225_600_000_125n);
    expect(packets().at(-1)?.microseconds).toBe(1_767_225_600_001_125n);
    // The header of usbmon has its own.
    expect([first?.data.readBigInt64LE(16), first?.data.readInt32LE(24)]).toEqual([1_767_225_600n, 125]);
  });

  it('has messages, commands and echoes as they were, each with its words', () => {
    capture();
    const all = packets();
    const verify = all.filter(({ comment }) => comment.startsWith('VERIFY'));
    expect(
      verify.map(({ interfaceNumber, data }) => [interfaceNumber, data.subarray(-9).toString('hex')]),
    ).toEqual([[1, '002000810439393939']]);
    const message = all[all.indexOf(verify[0] as Packet) - 1];
    expect(message?.interfaceNumber).toBe(0);
    expect(message?.data.subarray(48).toString('hex')).toBe(
      `6f0d000000000800000000400900200081${'0439393939'}${message?.data.subarray(-1).toString('hex')}`,
    );
    expect(all.at(-1)).toMatchObject({ interfaceNumber: 1, comment: '63C4 wrong PIN, 4 tries left' });
    expect(
      all.filter(({ interfaceNumber }) => interfaceNumber === 2).map(({ comment }) => comment),
    ).toContain('echo of XfrBlock slot 0 #8');
  });

  it('is for its owner only', () => {
    capture();
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('never writes over a file, and tells what is in the way', () => {
    writeFileSync(file, 'precious');
    expect(() => new CaptureFile(file, START_MS)).toThrow(
      expect.objectContaining({ code: 'CAPTURE_FILE', message: expect.stringContaining('exists already') }),
    );
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(() => new CaptureFile(join(folder, 'no', 'folder'), START_MS)).toThrow(
      expect.objectContaining({ code: 'CAPTURE_FILE' }),
    );
  });

  it('is whole up to the last packet while it is written', () => {
    const written = new CaptureFile(file, START_MS);
    const before = blocks().length;
    written.add({ type: 'negativeAcknowledge', from: 'host' }, START_MS);
    expect(blocks().length).toBe(before + 1);
    written.close();
    written.close();
  });
});
