/**
 * benchmark.js as the stopwatch of a contest: it holds a contestant, compiles the loop around it, finds out how
 * often that has to run, and samples it.
 *
 * It picks the finest of the clocks that its context offers, and a context of its own (`runInContext`) offers
 * it ours as `process.hrtime`. Its own way of running a contestant to the end before the next would let a
 * neighbour on the machine fall on one of them alone; so it is run once a contestant and round, for five
 * samples. It compiles a new loop for every sample and enters it through a property of an object; that costs
 * some ten nanoseconds a call, so what it calls is a whole pass over a thousand inputs.
 */
import Benchmark from 'benchmark';
import { asHrtime, type Clock } from './clock.js';
import { SAMPLE_SECONDS, SAMPLES } from './sampling.js';

/** Above what was needed the last time, so that a sample is long enough at the first try. */
const RESERVE = 1.05;

export interface Stopwatch {
  /** Passes a second, by one run of benchmark.js. */
  run(): number;
}

export type Stopwatches = (name: string, pass: () => unknown) => Stopwatch;

/** benchmark.js on a clock. @param samples of each run; one is enough to calibrate */
export function stopwatches(clock: Clock, samples: number = SAMPLES): Stopwatches {
  const context = { process: { hrtime: asHrtime(clock) } };
  const InContext = Benchmark.runInContext(context) as unknown as typeof Benchmark;
  return (name, pass) => {
    // A maximal time of next to nothing ends the run after the least number of samples.
    const options = { minTime: SAMPLE_SECONDS, minSamples: samples, maxTime: 1e-9, async: false };
    const benchmark = new InContext(name, pass, options);
    return {
      run() {
        benchmark.run({ async: false });
        if (benchmark.error !== undefined) throw benchmark.error;
        // Declared as a constant; a run starts from it, and else from a single call each time.
        Object.assign(benchmark, { initCount: Math.ceil(benchmark.count * RESERVE) });
        return benchmark.hz;
      },
    };
  };
}
