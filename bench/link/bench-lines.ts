/**
 * The lines that are measured, and the words by which `tokentwin emulate` puts a device on each.
 */

export interface BenchLine {
  /** With its article; part of the findings' names, so it is kept stable. */
  readonly name: string;
  /** An exchange takes at most so many of the peer's; null = information. */
  readonly goal: number | null;
  /** @param name of the device, for a line that is a file in the folder */
  words(folder: string, name: string): readonly string[];
}

const PSEUDO_TERMINAL: BenchLine = { name: 'a pty', goal: 2, words: () => ['--serial', 'pty'] };

const TCP: BenchLine = { name: 'TCP', goal: 3, words: () => ['--listen', '127.0.0.1:0'] };

const UNIX_SOCKET: BenchLine = {
  name: 'a unix socket',
  goal: null,
  words: (folder, name) => ['--listen', `unix:${folder}/${name}`],
};

/** Windows has TCP alone. */
export const BENCH_LINES: readonly BenchLine[] =
  process.platform === 'win32' ? [TCP] : [PSEUDO_TERMINAL, TCP, UNIX_SOCKET];
