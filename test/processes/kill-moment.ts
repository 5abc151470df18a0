/**
 * The moments at which a process is killed. Those by `call` come from within, at exactly the same place in each
 * replay; the others come from outside, as a user or the system would kill it, and a replay only nearly meets them.
 */
import { watch } from 'node:fs';
import type { Draw } from './draw.js';
import type { HookPlan } from './hook-plan.js';
import type { TwinProcess } from './twin-process.js';
import type { Way } from './way.js';

export type KillMoment =
  /** At the n-th call that changes a file, as `file-hook.cjs` counts. */
  | { readonly type: 'call'; readonly call: number; readonly part: number; readonly mains: boolean }
  /** When the token file is seen to change for the n-th time during a request. */
  | { readonly type: 'change'; readonly request: number; readonly count: number }
  /** At the n-th line of output during a request. */
  | { readonly type: 'line'; readonly request: number; readonly count: number }
  /** After a share of the time that a request takes. */
  | { readonly type: 'delay'; readonly request: number; readonly share: number }
  /** As soon as a request is told. */
  | { readonly type: 'told'; readonly request: number }
  /** After a share of the time from the start of the process to its first answer. */
  | { readonly type: 'start'; readonly share: number };

export type KillMomentType = KillMoment['type'];

/** How often each is drawn, beside the others. */
const WEIGHTS: Readonly<Record<KillMomentType, number>> = {
  call: 46,
  change: 20,
  line: 10,
  delay: 10,
  told: 6,
  start: 8,
};

const PARTS = [0, 0.3, 0.7, 1];

/** Of the first requests of a process, one is met. */
const FIRST_REQUESTS = 5;

function drawType(draw: Draw, types: readonly KillMomentType[]): KillMomentType {
  const weighted = types.flatMap((type) => Array.from({ length: WEIGHTS[type] }, () => type));
  return draw.pick(weighted);
}

export function drawMoment(draw: Draw, { moments, requestsPerProcess }: Way): KillMoment {
  const type = drawType(draw, moments);
  const request = draw.below(Math.min(FIRST_REQUESTS, requestsPerProcess));
  switch (type) {
    case 'call':
      return {
        type,
        call: 1 + draw.below(requestsPerProcess === 1 ? 16 : 40),
        part: draw.pick(PARTS),
        mains: draw.chance(0.4),
      };
    case 'change':
      return { type, request, count: 1 + draw.below(5) };
    case 'line':
      return { type, request, count: 1 + draw.below(9) };
    case 'delay':
      return { type, request, share: draw.share() * 1.1 };
    case 'told':
      return { type, request };
    case 'start':
      return { type, share: draw.share() };
  }
}

/** What the process itself has to know of it. */
export function hookFor(moment: KillMoment, seed: number): HookPlan {
  if (moment.type !== 'call') return {};
  const { call, part, mains } = moment;
  return { kill: { call, part }, ...(mains && { disk: 'mains', seed }) };
}

/**
 * Waits beside the process for a moment.
 *
 * @param usualMs how long it takes from here to the answer, as far as is known
 * @param kill what is done then
 * @returns the function that ends the wait
 */
export function waitFor(
  moment: KillMoment,
  { twin, file, usualMs }: { readonly twin: TwinProcess; readonly file: string; readonly usualMs: number },
  kill: () => void,
): () => void {
  switch (moment.type) {
    case 'change':
      return onChange(file, moment.count, kill);
    case 'line': {
      let count = 0;
      twin.onLine = () => {
        count += 1;
        if (count === moment.count) kill();
      };
      return () => {
        twin.onLine = () => {};
      };
    }
    case 'delay':
    case 'start':
      return after(moment.share * usualMs, kill);
    case 'call':
    case 'told':
      return () => {};
  }
}

function onChange(file: string, count: number, act: () => void): () => void {
  let changes = 0;
  const watcher = watch(file, () => {
    changes += 1;
    if (changes === count) act();
  });
  return () => watcher.close();
}

/** Looks at the clock at every turn of the event loop: a timer is not exact enough to hit between two writes. */
function after(waitMs: number, act: () => void): () => void {
  const dueMs = performance.now() + waitMs;
  let isOver = false;
  const look = () => {
    if (isOver) return;
    if (performance.now() >= dueMs) act();
    else setImmediate(look);
  };
  look();
  return () => {
    isOver = true;
  };
}
