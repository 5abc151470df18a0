/**
 * Times the comparisons of secrets at length, with the ones that leak on purpose; `npm test` has a short form.
 *
 *     npm run timing                  a minute or two, with a seed drawn
 *     npm run timing -- --seed 7      the same order of turns again
 *
 * Ends with status 1 when a comparison takes longer the later two secrets differ, or when a leak on purpose is not
 * found. The limit is the largest difference that the measurement does not rule out: leaks below it are not seen.
 */
import { parseArgs } from 'node:util';
import { tellFigures } from '../promises/figures.js';
import { drawSeed } from '../simulation/link-seed.js';
import { type Difference, isSlower, limitNs, timeDifference } from './difference.js';
import { LEAKY_SUBJECTS, type NamedSubject, SUBJECTS } from './subjects.js';

const ROUNDS = 301;
const TURNS = 51;

const { values } = parseArgs({ options: { seed: { type: 'string' } } });
const seed = values.seed === undefined ? drawSeed() : Number(values.seed);
console.log(`--- npm run timing -- --seed ${seed}`);

function measure({ name, open }: NamedSubject): Difference {
  const difference = timeDifference(open(), { seed, rounds: ROUNDS, turns: TURNS });
  const { middleNs, lowNs, highNs, callNs } = difference;
  const interval = `${lowNs.toFixed(2)} to ${highNs.toFixed(2)}`;
  console.log(
    `${name}: ${middleNs.toFixed(2)} ns slower (${interval}) of ${callNs.toFixed(1)} ns; ` +
      (isSlower(difference) ? 'leaks' : `no leak above ${limitNs(difference).toFixed(2)} ns`),
  );
  return difference;
}

const measured = SUBJECTS.map((subject) => ({ ...subject, difference: measure(subject) }));
console.log('leaks on purpose:');
const leaky = LEAKY_SUBJECTS.map((subject) => ({ ...subject, difference: measure(subject) }));
const leaks = measured.filter(({ difference }) => isSlower(difference));
const found = leaky.filter(({ difference }) => isSlower(difference));
tellFigures('timing', {
  leaks: leaks.length,
  'leaks on purpose found': `${found.length} of ${leaky.length}`,
  ...Object.fromEntries(
    measured.map(({ name, difference }) => [
      `${name}: limit`,
      `${limitNs(difference).toFixed(2)} ns of ${difference.callNs.toFixed(0)} ns`,
    ]),
  ),
});
if (leaks.length > 0 || found.length < leaky.length) process.exitCode = 1;
