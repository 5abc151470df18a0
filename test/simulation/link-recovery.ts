/**
 * How long it takes until an exchange succeeds once the faults of the line have stopped: the line is noisy for a
 * while, quiet from one moment on, and the next exchange begins there and then.
 */

import { quickNumbers } from '../../emulator/faults/quick-numbers.js';
import { LinkSimulation, NO_NOISE } from '../../emulator/simulation/index.js';
import { getDataCommand } from '../../firmware/card/commands.js';
import { DATA_TAG } from '../../firmware/card/tags.js';
import type { RequestOutcome } from '../../host/driver/core/reader-client.js';
import { commandOf } from './link-card-model.js';
import { counterCard } from './link-judge.js';
import { percentOfBytes } from './link-workload.js';

/** Per cent of bytes damaged, from a poor cable to no line at all. */
const DAMAGED_PERCENT = [1, 3, 10, 30, 100];
/** An exchange takes less events than that on most lines, so that the noise stops in the middle of it. */
const MOST_EVENTS = 40;

export interface Recovery {
  readonly seed: number;
  /** From the end of the noise to the end of the exchange under way; 0 when it was called off. */
  readonly endsMs: number;
  /** From its start to the end of the next one. */
  readonly nextMs: number;
  readonly next: RequestOutcome<Uint8Array>;
}

/** One recovery; seed and noise decide everything. @param calledOff the caller gives the exchange under way up */
export function recoverOnce(seed: number, calledOff: boolean): Recovery {
  const number = quickNumbers(seed, 'recovery');
  const simulation = new LinkSimulation({
    twin: counterCard(number() % 2 === 0 ? 'crc' : 'lrc'),
    seed,
    variant: number() % 2 === 0 ? 'gempc-pinpad' : 'gempc-twin',
  });
  const { line, client } = simulation;
  simulation.open();
  simulation.transmit(commandOf({ kind: 'verifyRight' }));
  const percent = DAMAGED_PERCENT[number() % DAMAGED_PERCENT.length] as number;
  line.noise = {
    ...NO_NOISE,
    ...percentOfBytes(percent * 0.98),
    delayed: 0.01,
    split: 0.01,
    maximumDelayMs: 100,
  };
  let isOver = false;
  const bytes = number() % 3 === 0 ? 300 + (number() % 200) : 1 + (number() % 20);
  client.transmit(commandOf({ kind: 'tooMuchData', bytes }), simulation.at, () => {
    isOver = true;
  });
  for (let events = number() % MOST_EVENTS; events > 0 && !isOver; events -= 1) simulation.step();
  line.noise = NO_NOISE;
  const quietAt = simulation.at;
  if (calledOff && !isOver) client.abort(quietAt);
  while (!isOver && !calledOff) simulation.step();
  const startedAt = simulation.at;
  const next = simulation.transmit(getDataCommand(DATA_TAG.serialNumber));
  return { seed, endsMs: startedAt - quietAt, nextMs: simulation.at - startedAt, next };
}
