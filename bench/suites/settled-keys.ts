/**
 * Suite: what one key costs at the twin, from the press to the settled frame that the caller gets.
 *
 * The keys are those of a person who types a PIN and a challenge and deletes them again, so each changes the display and
 * none asks for a response or writes to flash: what a login costs with those is the suite `twin-login`.
 */
import type { DscPlus } from '../../emulator/twin/dsc-plus.js';
import type { KeyName } from '../../firmware/dsc-plus/keys.js';
import { builtTwin } from '../built.js';
import { contestClock } from '../contest/clock.js';
import { INPUTS } from '../contest/contestant.js';
import { passOver } from '../contest/pass.js';
import { playRounds, type Timed } from '../contest/play.js';
import { stopwatches } from '../contest/stopwatch.js';
import { HMAC_PREPARED } from '../contestants/hmac-prepared.js';
import { logIn } from '../contestants/twin-login.js';
import type { Effort } from '../effort.js';
import { type Finding, ratioFinding } from '../finding.js';
import { type OtherSuite, YARDSTICK } from '../suite.js';
import { DSC_PLUS_CONTEST } from './dsc-plus.js';

const COST_GOAL = 1;

/** Typed and deleted so often in one pass. */
const TURNS = 50;
const PIN = '1234';
const CHALLENGE = '123456';
const KEYS_IN_A_PASS = TURNS * 2 * (PIN.length + CHALLENGE.length);

const COMPARED = {
  name: 'keys/a settled key',
  contestant: 'DscPlus.press',
  yardstick: YARDSTICK,
};

/** Does every key change the display, and is nothing left when all is deleted? */
function areShown(card: DscPlus, digits: string): boolean {
  const first = card.frame;
  let { number } = first;
  const keys = [...digits, ...Array.from(digits, () => 'back')] as KeyName[];
  for (const key of keys) {
    const frame = card.press(key);
    if (frame.number !== number + 1) return false;
    number = frame.number;
  }
  return card.frame.text === first.text;
}

function typeAndDelete(card: DscPlus, digits: string): number {
  let characters = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const digit of digits) characters += card.press(digit as KeyName).text.length;
    for (let count = digits.length; count > 0; count -= 1) characters += card.press('back').text.length;
  }
  return characters;
}

/** Both, or why they are not timed. */
async function timedOnes(): Promise<readonly Timed[] | string> {
  const { DscPlus: Twin } = await builtTwin();
  const hmac = await HMAC_PREPARED.ocra?.(DSC_PLUS_CONTEST.task);
  if (hmac?.shape !== 'one') return 'the yardstick does not compute what a card does';
  const questions = Array.from({ length: INPUTS }, (_, index) => DSC_PLUS_CONTEST.inputAt(index));
  const checked = Twin.demo();
  checked.setBattery(100);
  if (questions.some((question) => logIn(checked, question) !== hmac.answer(question)))
    return 'the keys do not lead to the responses of the yardstick';
  if (DSC_PLUS_CONTEST.knownAnswers.some(([question, known]) => logIn(checked, question) !== known))
    return 'the keys do not lead to the published responses';
  const [atPin, atChallenge] = [Twin.demo(), Twin.demo()];
  atPin.press('power');
  logInAsFarAsTheChallenge(atChallenge);
  if (!areShown(atPin, PIN) || !areShown(atChallenge, CHALLENGE)) return 'a key does not change the display';
  return [
    {
      name: COMPARED.contestant,
      pass: () => typeAndDelete(atPin, PIN) + typeAndDelete(atChallenge, CHALLENGE),
      answers: KEYS_IN_A_PASS,
    },
    { name: YARDSTICK, pass: passOver(YARDSTICK, hmac, questions).pass, answers: INPUTS },
  ];
}

function logInAsFarAsTheChallenge(card: DscPlus): void {
  card.press('power');
  card.type(PIN);
  card.press('ok');
}

async function* findings({ runs, rounds }: Effort): AsyncGenerator<Finding> {
  const timed = await timedOnes();
  if (typeof timed === 'string') {
    yield { type: 'refused', ...COMPARED, reason: timed };
    return;
  }
  const clock = contestClock();
  const played = Array.from({ length: runs }, (_, run) =>
    playRounds(timed, rounds, stopwatches(clock), run).map(
      (round) => (round[YARDSTICK] as number) / (round[COMPARED.contestant] as number),
    ),
  );
  yield ratioFinding(
    COMPARED,
    { reading: 'cost', timing: `benchmark.js in ${clock.name}`, goal: COST_GOAL },
    { knownAnswers: DSC_PLUS_CONTEST.knownAnswers.length, equalAnswers: INPUTS },
    played,
  );
}

export const SETTLED_KEYS: OtherSuite = {
  type: 'other',
  name: 'keys',
  title: 'one key at the twin, settled',
  quick: true,
  findings,
};
