/**
 * Suite `link`: GET DATA of the serial number by the driver at a twin in another process, beside a peer that
 * only counts bytes; and, as information, a whole login and what the protocol adds to the commands.
 *
 * The peer sends and waits for the bytes that driver and twin were seen to exchange, in as many writes, through
 * the same classes of ports and lines: what is left is the price of frames, blocks, card and driver.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { respondCommand, verifyCommand } from '../../firmware/card/commands.js';
import { BUILT_PROGRAM } from '../built.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import { BENCH_LINES, type BenchLine } from '../link/bench-lines.js';
import { DRIVER_NAME, GET_SERIAL_NUMBER, linkDriver, startTwin } from '../link/driver-end.js';
import { DEMO_PIN, loginMs } from '../link/driver-login.js';
import { playExchangeRounds } from '../link/exchange-rounds.js';
import { LinkPeer, PEER_NAME, startPeerDevice } from '../link/peer-end.js';
import { record, recordOne } from '../link/recorded-exchange.js';
import { runNode } from '../programs/run-node.js';
import type { OtherSuite } from '../suite.js';
import { DSC_PLUS_CONTEST } from './dsc-plus.js';
import { KEY_SHA1 } from './keys.js';

const CHALLENGE = DSC_PLUS_CONTEST.knownAnswers[0][0];

type Closer = () => Promise<void>;

/** Runs work that opens things, and closes them in reverse order however it ends. */
async function closing<T>(work: (closers: Closer[]) => Promise<T>): Promise<T> {
  const closers: Closer[] = [];
  try {
    return await work(closers);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** @returns the rounds @throws Error when one of both answers wrongly */
function playMatch(line: BenchLine, folder: string, effort: Effort): Promise<readonly number[]> {
  return closing(async (closers) => {
    const twin = await startTwin('demo', line.words(folder, 'twin'));
    closers.push(twin.end);
    const recorded = await recordOne(twin.address, GET_SERIAL_NUMBER);
    const device = await startPeerDevice(line.words(folder, 'peer'), recorded);
    closers.push(device.end);
    const contestant = await linkDriver(twin.address);
    closers.push(() => contestant.close());
    const yardstick = await LinkPeer.open(device.address, recorded);
    closers.push(() => yardstick.close());
    await contestant.exchange();
    await yardstick.exchange();
    if (!Buffer.concat(recorded.answer).equals(yardstick.answer)) {
      throw new Error('the peer does not answer as recorded');
    }
    return await playExchangeRounds({ contestant, yardstick }, effort);
  });
}

async function compareOn(line: BenchLine, folder: string, effort: Effort): Promise<Finding> {
  const compared = { name: `link/GET DATA over ${line.name}`, contestant: DRIVER_NAME, yardstick: PEER_NAME };
  try {
    const ratios = await playMatch(line, folder, effort);
    // The serial number, and the peer's recorded answer.
    const checked = { knownAnswers: 1, equalAnswers: 1 };
    const timing = 'wall time of the median exchange';
    return ratioFinding(compared, { reading: 'cost', timing, goal: line.goal }, checked, [ratios]);
  } catch (error) {
    return { type: 'refused', ...compared, reason: (error as Error).message };
  }
}

/** Both cards have the key and PIN of the demo card. */
async function* timeLogins(line: BenchLine, folder: string, effort: Effort): AsyncGenerator<Finding> {
  const file = join(folder, 'demo-key.token');
  const key = KEY_SHA1.toString('hex');
  runNode([BUILT_PROGRAM, 'new', 'dsc-plus', file, '--pin', DEMO_PIN, '--key', key]);
  const cards = [
    ['demo', 'flash in memory'],
    [file, 'synced token file'],
  ] as const;
  for (const [card, flash] of cards) {
    const milliseconds = await closing(async (closers) => {
      const twin = await startTwin(card, line.words(folder, 'login'));
      closers.push(twin.end);
      return await loginMs(twin.address, effort);
    });
    yield {
      type: 'duration',
      name: `login by the driver over ${line.name}, ${flash}`,
      milliseconds,
      atMostMs: null,
    };
  }
}

async function countBytes(line: BenchLine, folder: string): Promise<readonly Finding[]> {
  const login = [verifyCommand(DEMO_PIN), respondCommand(CHALLENGE)];
  return closing(async (closers) => {
    const twin = await startTwin('demo', line.words(folder, 'count'));
    closers.push(twin.end);
    const finding = async (name: string, commands: readonly Uint8Array[]): Promise<Finding> => {
      const { lineBytes, payloadBytes } = await record(twin.address, commands);
      return { type: 'bytes', name, lineBytes, payloadBytes };
    };
    return [
      await finding('GET DATA of the serial number', [GET_SERIAL_NUMBER]),
      await finding('login by VERIFY and INTERNAL AUTHENTICATE', login),
    ];
  });
}

async function* findings(effort: Effort): AsyncGenerator<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'tokentwin-bench-'));
  try {
    for (const line of BENCH_LINES) yield await compareOn(line, folder, effort);
    const line = BENCH_LINES[0] as BenchLine;
    yield* timeLogins(line, folder, effort);
    yield* await countBytes(line, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const LINK: OtherSuite = {
  type: 'other',
  name: 'link',
  title: 'one exchange of driver and twin over a line',
  quick: true,
  findings,
};
