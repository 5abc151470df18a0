/**
 * Targets that are broken on purpose, one for each promise: whether the fuzzer can find anything at all. Each is a
 * mistake that somebody could make in the product.
 */

import type { PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import { slotsFor } from '../../emulator/reader/slots.js';
import { parseCodeCardCsv } from '../../firmware/code-card/csv.js';
import { isTokentwinError } from '../../firmware/error.js';
import { lrc } from '../../firmware/link/checksum.js';
import { FrameDecoder } from '../../firmware/link/serial/frame.js';
import { decodeBlock } from '../../firmware/link/t1/block.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { apduChanges, mendApdus } from './changes/apdus.js';
import { BLOCK_CHANGES, mendBlocks } from './changes/blocks.js';
import { COMMAND_CHANGES, mendFrames } from './changes/frames.js';
import { textOf } from './changes/text.js';
import { CardWatch } from './subjects/card-watch.js';
import { demoCard, readSettings } from './subjects/settings.js';
import { type FuzzTarget, hold } from './target.js';

export interface Canary {
  readonly target: FuzzTarget;
  /** Whose corpus it eats. */
  readonly corpus: string;
  /** A part of what the fuzzer must say. */
  readonly found: string;
  /** Inputs within which it must be found. */
  readonly within: number;
}

const FRAMES = { form: 'messages', share: 1, mend: mendFrames, changes: COMMAND_CHANGES(2) } as const;

/** Believes dwLength once the checksum is right. */
const crashes: FuzzTarget = {
  ...FRAMES,
  name: 'canary-crash',
  takes: 'frames',
  run: ([, ...chunks]) => {
    for (const chunk of chunks) {
      if (chunk.length < 13 || lrc(chunk) !== 0) continue;
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
      view.getUint8(12 + view.getUint32(3, true));
    }
  },
};

/** Lets an error of the parser through. */
const untyped: FuzzTarget = {
  name: 'canary-refusal',
  takes: 'profiles',
  form: 'json',
  share: 1,
  run: (input, trace) => {
    trace.attempt(() => JSON.parse(textOf(input)) as unknown);
  },
};

/** Follows a chain as long as the card says that there is more, and reads over what is no piece. */
const endless: FuzzTarget = {
  name: 'canary-work',
  takes: 'blocks',
  form: 'messages',
  share: 1,
  mend: (draws, input) => mendBlocks(draws, input, 'lrc'),
  changes: BLOCK_CHANGES,
  run: (input, trace) => {
    const pieces = input
      .map((block) => decodeBlock(block, 'lrc'))
      .flatMap((decoded) => (decoded.ok ? [decoded.block] : []));
    const chain = pieces.filter((block) => block.kind === 'I');
    for (let at = 0; chain[at % chain.length]?.more === true; at += 1) trace.step();
  },
};

/** Keeps what was damaged, to look at it some day. */
const hoards: FuzzTarget = {
  ...FRAMES,
  name: 'canary-memory',
  takes: 'frames',
  run: () => undefined,
  lasting() {
    const kept: Uint8Array[] = [];
    const decoder = new FrameDecoder({ end: 'reader' });
    return ([, ...chunks]) => {
      for (const chunk of chunks)
        if (decoder.push(chunk).some(({ type }) => type === 'damaged')) kept.push(chunk.slice());
    };
  },
};

/** A card with one of the planted mistakes. */
function faulty(fault: PlantedFaultName): FuzzTarget {
  return {
    name: `canary-${fault}`,
    takes: 'commands',
    form: 'messages',
    share: 1,
    mend: mendApdus,
    changes: apduChanges,
    run: ([settings = new Uint8Array(0), ...commands], trace) => {
      const twin = demoCard(readSettings(settings));
      const watch = new CardWatch(twin, trace);
      const [slot] = slotsFor(
        { dscPlus: twin, codeCard: null },
        { plantedFault: fault, onExchange: (_, command, response) => watch.exchanged(command, response) },
      );
      twin.input(() => slot?.powerOn());
      watch.refresh();
      for (const command of commands) {
        twin.input(() => slot?.answer(command));
        watch.refresh();
      }
    },
  };
}

/** Puts the checksum right where it stands: in the caller's bytes. */
const scribbles: FuzzTarget = {
  ...FRAMES,
  name: 'canary-writing',
  takes: 'frames',
  run: ([, ...chunks]) => {
    for (const chunk of chunks) if (chunk.length > 13) chunk[chunk.length - 1] = lrc(chunk.subarray(0, -1));
  },
};

/** Says which field was wrong, by repeating it. */
const tells: FuzzTarget = {
  name: 'canary-secrets',
  takes: 'CSV files',
  form: 'text',
  share: 1,
  run: (input) => {
    try {
      parseCodeCardCsv(textOf(input), 'FUZZ-01');
    } catch (error) {
      if (!isTokentwinError(error)) throw error;
      const [, line] = /Line ([0-9]+)/.exec(error.message) ?? [];
      const told = `${error.message} It says ${textOf(input).split('\n')[Number(line) - 1]}.`;
      hold(!/\b[A-Z][0-9][A-Z]\b/.test(told), 'secrets are kept', 'the message repeats a code');
    }
  },
};

/** Takes a suite in any letter case. */
const lenient: FuzzTarget = {
  name: 'canary-answer',
  takes: 'suites',
  form: 'text',
  share: 1,
  run: (input, trace) => {
    const [suite = ''] = textOf(input).split('\n');
    const taken = trace.attempt(() => parseSuite(suite.toUpperCase()));
    const right = trace.attempt(() => parseSuite(suite));
    hold(
      (taken === null) === (right === null),
      'the answer is right',
      'a suite that should be refused is taken',
    );
  },
};

export const CANARIES: readonly Canary[] = [
  { target: crashes, corpus: 'serial-reader', found: 'Offset is outside', within: 2000 },
  { target: untyped, corpus: 'profile', found: 'JSON', within: 200 },
  { target: endless, corpus: 't1-card', found: 'work is bounded', within: 100 },
  { target: faulty('try-not-counted'), corpus: 'apdu-dsc-plus', found: 'no try is lost', within: 100 },
  { target: faulty('tries-off-by-one'), corpus: 'apdu-dsc-plus', found: 'no try is lost', within: 100 },
  { target: scribbles, corpus: 'serial-reader', found: 'nothing is written', within: 300 },
  { target: tells, corpus: 'csv', found: 'secrets are kept', within: 100 },
  { target: lenient, corpus: 'suite', found: 'the answer is right', within: 2000 },
];

/** Found by its growth. */
export const HOARDER: Omit<Canary, 'within'> = {
  target: hoards,
  corpus: 'serial-reader',
  found: 'memory is bounded',
};
