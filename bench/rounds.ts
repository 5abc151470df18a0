/**
 * Times a match inside this process: benchmark.js calibrates each contestant, then both run by turns.
 *
 * benchmark.js runs one contestant to its end before the next and reads the wall clock, so a neighbour on the
 * machine falls on one of them alone. Therefore only its calibration is used, and the rounds are loops of our
 * own: short samples by turns, each as long as calibrated, in CPU time of the process (compiler and garbage
 * collector included).
 */
import Benchmark from 'benchmark';
import type { Contestant, Match } from './contestant.js';
import type { Effort } from './effort.js';
import type { RoundTimes } from './ratio.js';

/** One answer a call, going through the inputs again and again. */
function endlessly<Input>({ answer }: Contestant<Input>, inputs: readonly Input[]): () => string {
  let index = 0;
  return () => {
    index = (index + 1) % inputs.length;
    return answer(inputs[index] as Input);
  };
}

/** @returns the number of calls that take about a sample's time */
function calibratedCalls(name: string, call: () => string, effort: Effort): number {
  const benchmark = new Benchmark(name, call, { maxTime: effort.calibrationSeconds });
  benchmark.run({ async: false });
  if (benchmark.error !== undefined) throw benchmark.error;
  return Math.max(1, Math.round((benchmark.hz * effort.sampleMs) / 1000));
}

/** CPU time of one call in microseconds, over a number of calls. */
function cpuMicrosecondsPerCall(call: () => string, calls: number): number {
  let characters = 0;
  const before = process.cpuUsage();
  // Their lengths are summed so that no answer is useless to the compiler.
  for (let count = 0; count < calls; count += 1) characters += call().length;
  const { user, system } = process.cpuUsage(before);
  if (characters === 0) throw new Error('a contestant gave only empty answers');
  return (user + system) / calls;
}

/** Plays the rounds of a match whose answers were checked; who begins alternates. */
export function playRounds<Input>(match: Match<Input>, effort: Effort): readonly RoundTimes[] {
  const [contestant, yardstick] = [match.contestant, match.yardstick].map((player) => {
    const call = endlessly(player, match.inputs);
    const calls = calibratedCalls(player.name, call, effort);
    return () => cpuMicrosecondsPerCall(call, calls);
  }) as [() => number, () => number];
  return Array.from({ length: effort.rounds }, (_, round) => {
    if (round % 2 === 0) return { contestant: contestant(), yardstick: yardstick() };
    const yardstickFirst = yardstick();
    return { contestant: contestant(), yardstick: yardstickFirst };
  });
}
