/**
 * What the project promises beyond single behaviours, and what tests it at length. Each promise also has a short form
 * among the tests.
 */

/** How a promise is tested: a program that tells its figures, or tests whose number is counted. */
export type Proof =
  | { readonly type: 'figures'; readonly words: readonly string[] }
  | { readonly type: 'tests'; readonly paths: readonly string[] };

export interface Promised {
  /** Short and kept: what `npm run promises -- NAME` takes, and under what the figures are stored. */
  readonly name: string;
  readonly title: string;
  /** In plain sentences. */
  readonly promise: string;
  readonly proof: Proof;
  /** Tests that hold a short form of it in `npm test`. */
  readonly everyRun: string;
}

/** A script of package.json with its words. */
function script(name: string, ...words: readonly string[]): Proof {
  return { type: 'figures', words: ['run', name, ...(words.length === 0 ? [] : ['--', ...words])] };
}

function tests(...paths: readonly string[]): Proof {
  return { type: 'tests', paths };
}

export const PROMISES: readonly Promised[] = [
  {
    name: 'sweep',
    title: 'A power cut loses nothing and gives nothing away',
    promise:
      'Whatever the card was writing, and wherever in an operation of its flash chip the power goes, also in the ' +
      'repair after an earlier cut: the card is as it was before or as it would be after. A wrong PIN stays ' +
      'counted, a counter that was shown does not come again, a replaced secret is not in the chip any more, and ' +
      'the card works on. Random commands at both doors, with cuts among them, agree with a model of the card that ' +
      'shares no code with it. Cards that break a promise on purpose are found.',
    proof: script('sweep'),
    everyRun: 'test/simulation/sweep, test/simulation/model',
  },
  {
    name: 'day',
    title: 'One seed for a bad day',
    promise:
      'Card, line and driver together, on one virtual clock, with cuts, torn writes, lost, doubled, changed, late ' +
      'and divided bytes, jumps of the clock, stuck keys, a dying battery and hosts that start again: no promise of ' +
      'the card is broken meanwhile, and when the faults end, the next exchange succeeds within the stated time. A ' +
      'failure is replayed from its seed, bit for bit. A broken card and a broken driver are found.',
    proof: script('simulate', 'day'),
    everyRun: 'test/simulation/bad-day.test.ts',
  },
  {
    name: 'noise',
    title: 'A noisy line costs time, not responses',
    promise:
      'Over a line that spoils one byte in a hundred, every exchange ends with the right response or a typed error, ' +
      'and no try and no counter is used twice.',
    proof: script('simulate', 'noise'),
    everyRun: 'test/simulation/link-noise.test.ts',
  },
  {
    name: 'recovery',
    title: 'The driver is back in time',
    promise: 'When the noise ends, the next exchange is through within the time that the driver states.',
    proof: script('simulate', 'recovery'),
    everyRun: 'test/simulation/link-noise.test.ts',
  },
  {
    name: 'heap',
    title: 'A link that runs for weeks keeps its size',
    promise: 'The heap after a million exchanges is that after ten thousand.',
    proof: script('simulate', 'heap'),
    everyRun: 'test/simulation/link-heap.test.ts',
  },
  {
    name: 'fuzz',
    title: 'Hostile bytes are refused',
    promise:
      'All that reads bytes or text from outside takes anything: no crash, no hang, no memory kept, no try lost, ' +
      'and every refusal is an error with a code.',
    proof: script('fuzz'),
    everyRun: 'test/fuzz',
  },
  {
    name: 'kill',
    title: 'What was acknowledged is on the disk',
    promise:
      'A program that is killed while it writes a token file, at any moment, has lost nothing that it had ' +
      'acknowledged, and the file opens again. Of two programs at one file the second is refused.',
    proof: script('kill'),
    everyRun: 'test/processes',
  },
  {
    name: 'timing',
    title: 'A comparison does not tell where it failed',
    promise:
      'How long the card takes to refuse a PIN, an unlock answer or the response of a server does not depend on ' +
      'where the wrong one differs. The limit is the largest difference that the measurement does not rule out; a ' +
      'smaller leak it would not see. Comparisons that leak on purpose are found.',
    proof: script('timing'),
    everyRun: 'test/timing',
  },
  {
    name: 'silence',
    title: 'No secret is said',
    promise:
      'Every command, every option and every error of it is tried with marked secrets: none is in what is printed, ' +
      'logged, traced, exported or named. The commands whose purpose is to say one are listed.',
    proof: tests('test/silence'),
    everyRun: 'test/silence',
  },
  {
    name: 'museum',
    title: 'Old token files open',
    promise: 'Every token file that a version of this project wrote is read by this one, with what is in it.',
    proof: tests('test/museum', 'test/sls/museum.test.ts'),
    everyRun: 'test/museum',
  },
  {
    name: 'engine',
    title: 'The engine answers as the core does',
    promise:
      'One response, a batch, lines, workers and tokens by the million: every way of the engine gives the answer of ' +
      'the core, which the published vectors hold.',
    proof: script('simulate', 'engine'),
    everyRun: 'test/vectors',
  },
  {
    name: 'logins',
    title: 'A login in a browser does not flake',
    promise:
      'A page that asks for a response, a real browser and the fixture for Playwright: the login passes every time, and ' +
      'nothing in it waits for a clock.',
    proof: script('logins'),
    everyRun: 'test/fixtures',
  },
  {
    name: 'sls-kill',
    title: 'The verifier keeps what it acknowledged',
    promise:
      'A server that is killed under load has lost no failure, counter, used index number or spent challenge that it ' +
      'had acknowledged: on the embedded store and on PostgreSQL.',
    proof: script('sls-kill'),
    everyRun: 'test/sls/kill.test.ts',
  },
  {
    name: 'sls-load',
    title: 'The verifier is fast enough for a load',
    promise:
      'The verification of a response takes at most four times as long as the same request to a route that does ' +
      'nothing, and two and a half times as long as a bare update of the same database, ten at once.',
    proof: script('sls-load'),
    everyRun: 'test/sls/server.test.ts',
  },
  {
    name: 'login-day',
    title: 'A day of logins ends well',
    promise:
      'Card, line, driver and verifier together, with all that can befall them: a challenge lets in once, nothing that ' +
      'was acknowledged is lost, and in the end the user gets in. Verifiers that are broken on purpose are found.',
    proof: script('simulate', 'login'),
    everyRun: 'test/simulation/login-day.test.ts',
  },
  {
    name: 'mutate',
    title: 'The tests can fail',
    promise:
      'Small faults are put into the firmware one at a time, and for at least nine in ten a test fails. Each fault ' +
      'that no test notices stands in a list with the reason why it may.',
    proof: script('mutate'),
    everyRun: 'test/unit/mutation-report.test.ts',
  },
];
