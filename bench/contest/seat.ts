/**
 * Seats the contestants of a contest: each is prepared, and heard before it is timed.
 *
 * Promises: whoever gives a wrong answer, to a known input or to any of the inputs that are timed, is refused
 * with a reason, and so is whoever fails. Answers are never told: they are responses.
 */
import {
  type Contest,
  type Contestant,
  INPUTS,
  type KnownAnswer,
  type OcraTask,
  type Player,
  type TotpTask,
} from './contestant.js';
import { passOver } from './pass.js';

/** A contestant at the start. */
export interface Seat {
  readonly contestant: Contestant;
  /** Answers all inputs once. */
  readonly pass: () => unknown;
  /** For each input the answer, as heard before the start. */
  readonly heard: readonly string[];
}

export interface Refusal {
  readonly contestant: string;
  readonly reason: string;
}

/**
 * @param slowed by contestant's name, by how many per cent more work it is made slower, to see whether that is found
 * @returns those that are ready, by the order of the contestants, and why others are not
 */
export async function seatAll(
  contest: Contest,
  contestants: readonly Contestant[],
  yardstick: string,
  slowed: ReadonlyMap<string, number>,
): Promise<{ seats: readonly Seat[]; refusals: readonly Refusal[] }> {
  const seats: Seat[] = [];
  const refusals: Refusal[] = [];
  for (const contestant of contestants) {
    try {
      const seat = await seatOne(contest, contestant, slowed.get(contestant.name) ?? 0);
      if (seat !== null) seats.push(seat);
    } catch (error) {
      refusals.push({ contestant: contestant.name, reason: (error as Error).message });
    }
  }
  const right = seats.find(({ contestant }) => contestant.name === yardstick)?.heard;
  const agreeing = seats.filter(({ contestant, heard }) => {
    const wrong = right === undefined ? 0 : heard.findIndex((answer, index) => answer !== right[index]);
    if (wrong === -1) return true;
    const input = contest.inputAt(wrong);
    const reason = right === undefined ? 'the yardstick is refused' : `answers ${input} unlike ${yardstick}`;
    refusals.push({ contestant: contestant.name, reason });
    return false;
  });
  return { seats: agreeing, refusals };
}

async function seatOne(contest: Contest, contestant: Contestant, slowedBy: number): Promise<Seat | null> {
  switch (contest.algorithm) {
    case 'ocra':
      return heard(
        contestant,
        await prepared<OcraTask, string>(contestant.ocra, contest.task),
        contest,
        slowedBy,
      );
    case 'hotp':
      return heard(contestant, await prepared(contestant.hotp, contest.task), contest, slowedBy);
    case 'totp':
      return heard(
        contestant,
        await prepared<TotpTask, number>(contestant.totp, contest.task),
        contest,
        slowedBy,
      );
  }
}

async function prepared<Task, Input>(
  prepare: ((task: Task) => Promise<Player<Input> | null>) | undefined,
  task: Task,
): Promise<Player<Input> | null> {
  return (await prepare?.(task)) ?? null;
}

interface Asked<Input> {
  readonly inputAt: (index: number) => Input;
  readonly knownAnswers: readonly KnownAnswer<Input>[];
}

/** @throws Error when a known answer is not given */
function heard<Input>(
  contestant: Contestant,
  player: Player<Input> | null,
  { inputAt, knownAnswers }: Asked<Input>,
  slowedBy: number,
): Seat | null {
  if (player === null) return null;
  const count = Math.round(INPUTS * (1 + slowedBy / 100));
  const inputs = Array.from({ length: count }, (_, index) => inputAt(index));
  const { pass, answers } = passOver(contestant.name, player, inputs);
  const all = answers();
  for (const [input, known] of knownAnswers) {
    const [answer] = passOver(contestant.name, player, [input]).answers();
    if (answer !== known) throw new Error(`does not give the known answer for ${input}`);
  }
  return { contestant, pass, heard: all.slice(0, INPUTS) };
}
