/**
 * Lines for `tokentwin ocra --batch`: each gets one answer, in order, and it is that of a second implementation.
 *
 * A message of a refusal must not repeat the key or the PIN of its line.
 */
import { argumentsFrom } from '../../../emulator/cli/command.js';
import { ocra } from '../../../emulator/cli/commands/ocra.js';
import { ERROR_CODES } from '../../../firmware/error.js';
import { secondOcra } from '../../vectors/second-ocra.js';
import { withStreams } from '../../standard-streams.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

const GIVEN = argumentsFrom({ batch: true });

interface Answer {
  readonly response?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The lines as bytes: an end may be missing, a carriage return belongs to it. */
function linesOf(bytes: Uint8Array): Buffer[] {
  const lines: Buffer[] = [];
  const all = Buffer.from(bytes);
  for (let start = 0; start < all.length; ) {
    const end = all.indexOf(10, start);
    lines.push(all.subarray(start, end === -1 ? all.length : end));
    start = end === -1 ? all.length : end + 1;
  }
  return lines;
}

/** What a second implementation says; null where it cannot know: bytes that are no text, numbers that JSON rounds. */
function expected(line: Buffer): { readonly value: unknown; readonly response: string | null } | null {
  // A byte order mark before a line is read over.
  const text = new TextDecoder().decode(line).replace(/\r$/, '');
  if (line.length > 65_536 || !isUtf8(line) || /[0-9.eE+]{16,}/.test(text.replace(/"[^"]*"/g, '')))
    return null;
  try {
    const value = JSON.parse(text) as unknown;
    const answer = secondOcra(withoutNulls(value));
    return { value, response: 'response' in answer ? answer.response : null };
  } catch {
    return { value: null, response: null };
  }
}

/** Fields that are null count as absent, also where their name is unknown. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, content]) => content !== null));
}

function judge(line: Buffer, { response, error }: Answer, trace: Trace): void {
  trace.step();
  if (error !== undefined) {
    trace.mark(error.code);
    hold(Object.hasOwn(ERROR_CODES, error.code), 'a refusal has a code and a plain sentence', error.code);
    if (error.code !== 'BATCH_LINE') trace.passed();
  } else {
    trace.mark('answered');
    trace.passed();
  }
  const second = expected(line);
  if (second === null) return;
  hold((response ?? null) === second.response, 'the answer is right', 'it differs from a second one');
  const { key, pin } = (second.value ?? {}) as { key?: unknown; pin?: unknown };
  for (const secret of [key, pin])
    if (typeof secret === 'string' && secret.length >= 6)
      hold(!error?.message.includes(secret), 'secrets are kept', 'a message repeats a secret of its line');
}

export const target: FuzzTarget = {
  name: 'batch',
  takes: 'lines of `ocra --batch`',
  form: 'text',
  share: 4,
  async run([bytes = new Uint8Array(0)], trace) {
    const { stdout, stderr, result } = await withStreams(bytes, () => ocra.run(GIVEN));
    const answers = stdout.split('\n').slice(0, -1);
    const lines = linesOf(bytes);
    hold(result === 0 && stderr === '', 'the answer is right', `status ${result}`);
    hold(
      answers.length === lines.length,
      'the answer is right',
      `${answers.length} answers to ${lines.length} lines`,
    );
    for (const [index, line] of lines.entries())
      judge(line, JSON.parse(answers[index] as string) as Answer, trace);
  },
};
