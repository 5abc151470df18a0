/**
 * Suite: finding the PIN of a token from one response, all 10 000 of four digits tried (profile dsc-plus): what a
 * short PIN is worth to somebody who has the key, or to a test that has lost it.
 */
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { builtOath } from '../built.js';
import { contestClock } from '../contest/clock.js';
import { playRounds } from '../contest/play.js';
import { stopwatches } from '../contest/stopwatch.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import type { OtherSuite } from '../suite.js';
import { KEY_SHA1 } from './keys.js';

const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
const QUESTION = '123456';
/** Published with the demo card, whose PIN is 1234. */
const RESPONSE = '98276595';
const PINS = Array.from({ length: 10_000 }, (_, pin) => String(pin).padStart(4, '0'));
const PIN_OFFSET = SUITE.length + 1 + 128;

type Search = () => readonly string[];

/** As a user would write it on node:crypto, the message prepared but for the PIN's hash. */
function searchByHmac(): Search {
  const key = createSecretKey(KEY_SHA1);
  const message = Buffer.alloc(PIN_OFFSET + 20);
  message.write(SUITE);
  const number = Number(QUESTION);
  message.writeUInt32BE((number << (4 * (Math.clz32(number) >>> 2))) >>> 0, SUITE.length + 1);
  const responseOf = (pin: string): string => {
    createHash('sha1').update(pin).digest().copy(message, PIN_OFFSET);
    const tag = createHmac('sha1', key).update(message).digest();
    const code = tag.readUInt32BE((tag.at(-1) as number) & 15) & 0x7fffffff;
    return String(code % 10 ** 8).padStart(8, '0');
  };
  return () => PINS.filter((pin) => responseOf(pin) === RESPONSE);
}

async function searchByEngine(): Promise<Search> {
  const { OcraEngine } = await builtOath();
  const engine = new OcraEngine(SUITE, KEY_SHA1);
  return () => {
    const responses = engine.respondEach(PINS.map((pin) => ({ question: QUESTION, pin })));
    return PINS.filter((_, index) => responses[index] === RESPONSE);
  };
}

async function* findings({ runs, rounds }: Effort): AsyncGenerator<Finding> {
  const compared = {
    name: 'pin-search/10 000 PINs',
    contestant: 'OcraEngine.respondEach',
    yardstick: 'node:crypto createHash and createHmac, prepared',
  };
  const searches = { engine: await searchByEngine(), hmac: searchByHmac() };
  if (Object.values(searches).some((search) => search().join() !== '1234')) {
    yield { type: 'refused', ...compared, reason: 'a search does not find the published PIN' };
    return;
  }
  const clock = contestClock();
  const timed = Object.entries(searches).map(([name, pass]) => ({ name, pass, answers: PINS.length }));
  const played = Array.from({ length: runs }, (_, run) =>
    playRounds(timed, rounds, stopwatches(clock), run).map(
      (round) => (round.engine as number) / (round.hmac as number),
    ),
  );
  const timing = `benchmark.js in ${clock.name}` as const;
  const checked = { knownAnswers: 1, equalAnswers: PINS.length };
  yield ratioFinding(compared, { reading: 'speed', timing, goal: null }, checked, played);
}

export const PIN_SEARCH: OtherSuite = {
  type: 'other',
  name: 'pin-search',
  title: 'finding a PIN from a response',
  quick: false,
  findings,
};
