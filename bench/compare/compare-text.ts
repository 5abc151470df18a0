/**
 * A comparison as lines of text.
 */
import type { Change } from './change.js';
import { EXCLUDED, TOLERANCE } from './change.js';

const NAME_COLUMN = 44;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function changePercent(speed: number): string {
  const change = (speed - 1) * 100;
  return `${change < 0 ? '' : '+'}${change.toFixed(1)} %`;
}

export function changeLine({ name, verdict, speed }: Change): string {
  const figures =
    speed === null
      ? 'too few processes'
      : `${changePercent(speed.median)} (${changePercent(speed.low)} to ${changePercent(speed.high)})`;
  return `${name.padEnd(NAME_COLUMN)} ${figures.padEnd(34)} ${verdict}`;
}

export function compareHeadLines(file: string): readonly string[] {
  return [
    '',
    `Compared with ${file}: undisturbed speed of our contestants as a multiple of the gauge, the change as median`,
    'of all pairs of fresh processes with its 99 % interval (rank sums). A regression is an interval that lies beyond',
    `${percent(TOLERANCE)} slower; "no regression" excludes ${percent(EXCLUDED)} slower; else it is not judged.`,
  ];
}

/** The last word. */
export function conclusionLine(changes: readonly Change[]): string {
  const count = (verdict: Change['verdict']): number =>
    changes.filter((each) => each.verdict === verdict).length;
  const regressions = count('regression');
  const notJudged = count('not judged: too noisy');
  const open = notJudged === 0 ? '' : `, ${notJudged} not judged: too noisy`;
  return `${changes.length} compared: ${regressions === 0 ? 'no regression' : `${regressions} slower beyond the noise`}${open}`;
}
