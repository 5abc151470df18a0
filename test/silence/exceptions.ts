/**
 * The commands whose purpose is to say a secret, and which: on standard output, when they succeed, and nowhere else.
 *
 * Besides these, what a person names himself may be repeated in a message: names of files, ports, lines and profiles,
 * of fields in a file, a suite, a seed. And four kinds of files hold secrets by nature, each owner-only: token files,
 * captures of `host monitor --pcap`, recordings, and what `card` was told to print.
 */
export interface Exception {
  /** Names of marks. */
  readonly says: readonly string[];
  readonly because: string;
  /** Also when it fails later on: what it said before stands. */
  readonly alsoWhenItFails?: true;
}

export const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  secret: {
    says: ['key', 'unlock key', 'PIN', 'code card seed'],
    because: 'it prints what a token keeps secret, on purpose',
  },
  respond: { says: ['response'], because: 'the response is what it is asked for' },
  'sls desk': { says: ['unlock answer'], because: 'the desk reads the answer out on the telephone' },
  unlock: { says: ['unlock answer'], because: 'the answer is what the desk is asked for' },
  lookup: { says: ['card values'], because: 'the codes are what it is asked for' },
  card: { says: ['codes'], because: 'it prints the whole card' },
  ocra: { says: ['response', 'response of the wrong PIN'], because: 'it computes responses' },
  hotp: { says: ['HOTP code'], because: 'it computes codes' },
  totp: { says: ['TOTP code'], because: 'it computes codes' },
  vectors: { says: ['response'], because: '--show-responses asks for the responses that differ' },
  emulate: {
    says: ['response', 'wrong answer'],
    because:
      'headless it prints what the display shows: the response, and an unlock answer while it is typed',
    alsoWhenItFails: true,
  },
  record: {
    says: ['response'],
    because: 'it operates a card as emulate does, and prints what the display shows',
    alsoWhenItFails: true,
  },
  replay: {
    says: ['key', 'PIN', 'response'],
    because: '--format script and --show-secrets ask for them',
  },
  run: { says: ['response'], because: '--show-secrets asks for what came instead', alsoWhenItFails: true },
  'host respond': { says: ['response'], because: 'the response is what it is asked for' },
  'host lookup': { says: ['card values'], because: 'the codes are what it is asked for' },
  'host press': { says: ['response'], because: 'it prints what the display shows' },
  'host display': { says: ['response'], because: 'it prints what the display shows' },
  'host transmit': { says: ['response'], because: 'it prints the data of the answer as they are' },
};
