/**
 * What each kind of strike does to card, line and host, and how it ends. To add a kind: a line in `plan.ts` that says
 * what it is, and its entry here.
 */
import { KEY_NAMES, type KeyName } from '../../../firmware/dsc-plus/keys.js';
import { untilPowerCut } from '../../board/power-cut.js';
import type { FaultyFlash } from '../../faults/faulty-flash.js';
import { type LineNoise, NO_NOISE } from '../../faults/noisy-line.js';
import { drawnTear } from '../../faults/torn-operation.js';
import type { DscPlus } from '../../twin/dsc-plus.js';
import type { LinkSimulation } from '../link-simulation.js';
import type { Strike, StrikeKind } from './plan.js';

/** Whom it strikes. */
export interface Victim {
  readonly twin: DscPlus;
  readonly flash: FaultyFlash;
  readonly simulation: LinkSimulation;
  /** Gives numbers from 0 to 2^32 - 1. */
  readonly tearNumber: () => number;
  stuckKey: KeyName | null;
  /** The host's program was killed: nobody waits for what it had asked. */
  hostKilled(): void;
  /** The line is another one: whoever uses it looks first at what is there. */
  replugged(): void;
}

interface Mischief {
  /** Does it go on until it is ended? */
  readonly lasting: boolean;
  begin(victim: Victim, strike: Strike): void;
  cease(victim: Victim): void;
}

const DAY_MS = 24 * 3_600_000;
/** Share of bytes, at the worst. */
const WORST_NOISE = 0.03;
const WORST_DELAY_MS = 400;
const DELAYED_SHARE = 0.02;
const SPLIT_SHARE = 0.1;
/** The line of a cut carries up to so many bytes more. */
const BYTES_BEFORE_CUT = 80;
/** A login is no more flash operations than that. */
const OPERATIONS = 6;
const LOW_PERCENT = 3;
/** Between taking a battery out and putting one in, at most. */
const BATTERY_SWAP_MS = 3000;

function changeNoise({ simulation }: Victim, change: Partial<LineNoise>): void {
  simulation.line.noise = { ...simulation.line.noise, ...change };
}

function once(begin: Mischief['begin']): Mischief {
  return { lasting: false, begin, cease: () => undefined };
}

function release(victim: Victim): void {
  const key = victim.stuckKey;
  if (key === null) return;
  victim.stuckKey = null;
  const { device, at } = victim.twin.inside;
  victim.twin.input(() => untilPowerCut(() => device.keyUp(key, at())));
}

export const MISCHIEF: Readonly<Record<StrikeKind, Mischief>> = {
  'torn write': {
    lasting: true,
    begin({ flash, tearNumber }, { degree, moment }) {
      const point = degree < 0.1 ? 'before' : degree < 0.2 ? 'after' : drawnTear(tearNumber);
      flash.cutAt(moment % OPERATIONS, point);
    },
    cease: ({ flash }) => flash.restorePower(),
  },
  'battery out': once(({ twin, simulation }, { degree }) => {
    twin.cutPower();
    simulation.advance(BATTERY_SWAP_MS * degree);
  }),
  noise: {
    lasting: true,
    begin(victim, { degree }) {
      const share = (WORST_NOISE * degree) / 3;
      changeNoise(victim, { dropped: share, doubled: share, changed: share });
    },
    cease: (victim) => changeNoise(victim, { dropped: 0, doubled: 0, changed: 0 }),
  },
  delay: {
    lasting: true,
    begin: (victim, { degree }) =>
      changeNoise(victim, {
        delayed: DELAYED_SHARE,
        split: SPLIT_SHARE,
        maximumDelayMs: WORST_DELAY_MS * degree,
      }),
    cease(victim) {
      const { delayed, split, maximumDelayMs } = NO_NOISE;
      changeNoise(victim, { delayed, split, maximumDelayMs });
    },
  },
  'line cut': {
    lasting: true,
    begin: ({ simulation }, { degree }) => simulation.line.cutAfter(Math.floor(BYTES_BEFORE_CUT * degree)),
    cease(victim) {
      victim.simulation.replug();
      victim.replugged();
    },
  },
  'clock jump': once(({ twin }, { degree }) => {
    twin.advance({ ms: Math.floor(DAY_MS * degree ** 4) });
  }),
  'stuck key': {
    lasting: true,
    begin(victim, { degree }) {
      release(victim);
      const key = KEY_NAMES[Math.floor(degree * KEY_NAMES.length)] as KeyName;
      victim.stuckKey = key;
      const { device, at } = victim.twin.inside;
      victim.twin.input(() => untilPowerCut(() => device.keyDown(key, at())));
    },
    cease: release,
  },
  'dying battery': {
    lasting: true,
    begin: ({ twin }) => twin.setBattery(LOW_PERCENT),
    cease({ twin, simulation }) {
      twin.setBattery(0);
      simulation.advance(BATTERY_SWAP_MS);
      twin.setBattery(null);
    },
  },
  'host restart': once((victim) => {
    victim.simulation.restartHost();
    victim.hostKilled();
  }),
  'reader restart': once(({ simulation }) => simulation.restartReader()),
};
