/** A short noise run: every exchange right or reported, none carried out twice, no try lost; and who judges it. */
import { describe, expect, it } from 'vitest';
import { PLANTED_FAULTS, type PlantedFaultName } from '../../emulator/faults/planted-faults.js';
import { RECOVERY_MS } from '../../host/driver/core/reader-client.js';
import { LinkJudge } from './link-judge.js';
import { recoverOnce } from './link-recovery.js';
import { drawSeed } from './link-seed.js';

const EXCHANGES = 5000;

describe('over a line that spoils 1 % of all bytes, with the CRC', () => {
  it(`${EXCHANGES} exchanges are right or reported, none carried out twice, no try lost`, () => {
    const seed = drawSeed();
    console.log(`seed ${seed}`);
    const judge = new LinkJudge({ seed, percent: 1 });
    const tally = judge.run(EXCHANGES);
    expect(tally.answered).toBeGreaterThan(EXCHANGES * 0.95);
    // The noise was there, and the driver had to do with it.
    const { dropped, doubled, changed, split } = judge.simulation.line.tally;
    expect(Math.min(dropped, doubled, changed, split)).toBeGreaterThan(EXCHANGES / 10);
    expect(judge.simulation.client.counters.commandsRepeated).toBeGreaterThan(EXCHANGES / 10);
    expect(tally.reportedUnknown).toBeGreaterThan(0);
  });

  it('so is every exchange when most of them fail', () => {
    const seed = drawSeed();
    console.log(`seed ${seed}, 4 %`);
    const tally = new LinkJudge({ seed, percent: 4 }).run(1000);
    expect(tally.reportedUnknown).toBeGreaterThan(tally.exchanges / 5);
    expect(tally.unknownButDone).toBeLessThan(tally.reportedUnknown);
  });

  it('so is every exchange with a reader that sends no echo', () => {
    const seed = drawSeed();
    console.log(`seed ${seed}, two slots`);
    const tally = new LinkJudge({ seed, percent: 1, reader: 'two-slot' }).run(2000);
    expect(tally.answered).toBeGreaterThan(2000 * 0.95);
  });

  it('the same seed gives the same run', () => {
    const run = (seed: number) => {
      const judge = new LinkJudge({ seed, percent: 1 });
      judge.run(300);
      return { ...judge.tally, ...judge.simulation.line.tally, flash: judge.simulation.twin.flashImage() };
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });
});

describe('over a line without noise', () => {
  it('every exchange is answered, and nothing is sent twice', () => {
    const judge = new LinkJudge({ seed: 1 });
    expect(judge.run(2000)).toMatchObject({ answered: 2000, reportedBy: {} });
    expect(judge.simulation.client.counters).toMatchObject({
      commandsRepeated: 0,
      damagedFrames: 0,
      blockRetransmissions: 0,
      resynchronisations: 0,
    });
  });
});

/** Each of these must be found, or the judge is no judge. */
describe('the judge finds', () => {
  const COMPLAINTS: Readonly<Record<PlantedFaultName, RegExp>> = {
    'checksum-ignored': /carried out another command/,
    'sequence-ignored': /carried out \d+ times/,
    'try-not-counted': /5 tries left instead of 4/,
    'counter-reused': /answered wrong, and nobody noticed/,
    'tries-off-by-one': /answered wrong, and nobody noticed/,
  };

  it.each(Object.keys(PLANTED_FAULTS) as PlantedFaultName[])(
    'a card made with the fault %s',
    (plantedFault) => {
      const judge = new LinkJudge({ seed: 1, percent: 1, plantedFault });
      expect(() => judge.run(20_000)).toThrow(COMPLAINTS[plantedFault]);
    },
  );

  it('a host that sends a command again although its outcome is unknown', () => {
    const judge = new LinkJudge({
      seed: 1,
      percent: 1,
      host: (simulation, command) => {
        const outcome = simulation.transmit(command);
        const repeats = outcome.type === 'failed' && outcome.error.details.outcomeUnknown === true;
        return repeats ? simulation.transmit(command) : outcome;
      },
    });
    expect(() => judge.run(20_000)).toThrow(/carried out 2 times/);
  });

  it('and tells the line that replays it', () => {
    const judge = new LinkJudge({ seed: 5, plantedFault: 'try-not-counted' });
    expect(() => judge.run(100)).toThrow(
      /^replay: npm run simulate -- noise --seed 5 --percent 0 --reader gempc-pinpad --exchanges \d+$/m,
    );
  });
});

describe('when the noise stops', () => {
  it.each([
    ['has been called off', true],
    ['has ended', false],
  ])(
    `the next exchange succeeds within ${RECOVERY_MS} virtual milliseconds after the one before %s`,
    (_, calledOff) => {
      const seed = drawSeed();
      for (let index = 0; index < 500; index += 1) {
        const { next, nextMs } = recoverOnce(seed + index, calledOff);
        const replay = `npm run simulate -- recovery --seed ${seed + index} --exchanges 1`;
        expect(next.type, replay).toBe('done');
        expect(nextMs, replay).toBeLessThanOrEqual(RECOVERY_MS);
      }
    },
  );
});
