/**
 * What a run of the bench is asked for, however it was said.
 */
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { TokentwinError } from '../firmware/error.js';

export interface Settings {
  readonly quick: boolean;
  /** null = all of the effort. */
  readonly suite: string | null;
  /** Files to write, or null. */
  readonly json: string | null;
  readonly actionJson: string | null;
  /** An earlier result to compare with, or null. */
  readonly compare: string | null;
  /** An earlier result whose suites are measured anew, or null. */
  readonly into: string | null;
}

/** The options with what they do, for every help text. */
export const OPTION_TEXTS = {
  quick: 'fewer rounds: under 2 minutes',
  suite: 'only this suite',
  json: 'also write the result to this file',
  'action-json': 'also write what github-action-benchmark reads (customBiggerIsBetter) to this file',
  compare: 'compare with an earlier result, and fail when something of ours is slower beyond the noise',
} as const;

/** Sees to it that the run is not lost at its end. @throws TokentwinError FILE_ACCESS */
export function assertWritable(file: string | null, option: string): void {
  if (file === null) return;
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new TokentwinError('FILE_ACCESS', `The file ${file} cannot be written: give another ${option}.`);
  }
}
