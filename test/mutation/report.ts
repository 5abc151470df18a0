/**
 * What a run of mutants says: for each file how many there were and were killed, each survivor with its reason,
 * and whether that is good enough.
 */

/** One mutant and what became of it. */
export interface Outcome {
  readonly file: string;
  readonly mutator: string;
  /** The line of the source in which it begins, without its indentation. */
  readonly line: string;
  readonly lineNumber: number;
  /** What was replaced and by what, each on one line. */
  readonly original: string;
  readonly replacement: string;
  readonly fate: 'killed' | 'survived' | 'not reached';
}

/** An entry of the list of survivors that are known and why they may live. */
export interface KnownSurvivor
  extends Pick<Outcome, 'file' | 'mutator' | 'line' | 'original' | 'replacement'> {
  readonly reason: string;
}

/** At least so many of a hundred mutants must be killed. */
export const LEAST_PERCENT = 90;

export interface MutationReport {
  readonly text: string;
  readonly mutants: number;
  readonly killed: number;
  readonly percent: number;
  /** Survivors without an entry in the list. */
  readonly unknown: readonly Outcome[];
  /** Entries for files that were run, of mutants that no longer survive or no longer exist. */
  readonly outdated: readonly KnownSurvivor[];
  readonly isGoodEnough: boolean;
}

function keyOf({ file, mutator, line, original, replacement }: Outcome | KnownSurvivor): string {
  return JSON.stringify([file, mutator, line, original, replacement]);
}

function percentOf(killed: number, mutants: number): number {
  return mutants === 0 ? 100 : (100 * killed) / mutants;
}

function row(name: string, outcomes: readonly Outcome[]): string {
  const count = (fate: Outcome['fate']) => outcomes.filter((outcome) => outcome.fate === fate).length;
  const killed = count('killed');
  const percent = percentOf(killed, outcomes.length).toFixed(1);
  return `| ${name} | ${outcomes.length} | ${killed} | ${count('survived')} | ${count('not reached')} | ${percent} |`;
}

function grouped(outcomes: readonly Outcome[], nameOf: (file: string) => string): Map<string, Outcome[]> {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const name = nameOf(outcome.file);
    groups.set(name, [...(groups.get(name) ?? []), outcome]);
  }
  return new Map([...groups].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

const HEAD = ['mutants', 'killed', 'survived', 'not reached', '%'];

function table(what: string, rows: readonly string[]): string {
  return [`| ${[what, ...HEAD].join(' | ')} |`, `| --- |${' ---: |'.repeat(HEAD.length)}`, ...rows].join(
    '\n',
  );
}

/**
 * Judges a run.
 *
 * @param outcomes of all mutants of the files that were run
 * @param known the list of survivors with their reasons, for all files
 */
export function reportMutants(outcomes: readonly Outcome[], known: readonly KnownSurvivor[]): MutationReport {
  const survivors = outcomes.filter(({ fate }) => fate !== 'killed');
  const reasons = new Map(known.map((entry) => [keyOf(entry), entry.reason]));
  const alive = new Set(survivors.map(keyOf));
  const files = new Set(outcomes.map(({ file }) => file));
  const unknown = survivors.filter((survivor) => (reasons.get(keyOf(survivor)) ?? '') === '');
  const outdated = known.filter((entry) => files.has(entry.file) && !alive.has(keyOf(entry)));
  const killed = outcomes.length - survivors.length;
  const percent = percentOf(killed, outcomes.length);
  const byFolder = [...grouped(outcomes, folderOf)].map(([name, some]) => row(name, some));
  const byFile = [...grouped(outcomes, (file) => file)].map(([name, some]) => row(name, some));
  const bySurvivor = survivors.map(
    (survivor) =>
      `- ${survivor.file}:${survivor.lineNumber} ${survivor.mutator}, ${survivor.fate}: \`${survivor.original}\` → ` +
      `\`${survivor.replacement}\`. ${reasons.get(keyOf(survivor)) || '**No reason is given.**'}`,
  );
  const byEntry = outdated.map(
    ({ file, line, replacement }) => `- ${file}: \`${line}\` → \`${replacement}\``,
  );
  const text = [
    table('folder', [...byFolder, row('**all**', outcomes)]),
    table('file', byFile),
    ...(bySurvivor.length > 0 ? [`Survivors:\n\n${bySurvivor.join('\n')}`] : []),
    ...(byEntry.length > 0 ? [`In the list, but killed or gone:\n\n${byEntry.join('\n')}`] : []),
  ].join('\n\n');
  return {
    text: `${text}\n`,
    mutants: outcomes.length,
    killed,
    percent,
    unknown,
    outdated,
    isGoodEnough: percent >= LEAST_PERCENT && unknown.length === 0 && outdated.length === 0,
  };
}
