/** What the runner of mutants and the tests that stay loaded beside it say to each other. */

import type { MutantCoverage } from '@stryker-mutator/api/core';
import type { MutantActivation, TestResult } from '@stryker-mutator/api/test-runner';

export interface MutantRequest {
  readonly type: 'mutant';
  readonly id: string;
  /** `static`: the modules are loaded anew with the mutant in them. */
  readonly activation: MutantActivation;
  /** The tests to run, by id; with `static`, all. */
  readonly tests: readonly string[] | undefined;
  /** How often the mutant may be passed before it counts as an endless loop. */
  readonly hitLimit: number | undefined;
}

export type ResidentRequest = { readonly type: 'dry-run' } | MutantRequest | { readonly type: 'end' };

export interface Kill {
  readonly test: string;
  readonly message: string;
}

export interface MutantAnswer {
  readonly type: 'mutant';
  readonly kill: Kill | null;
  readonly testsRun: number;
  readonly hitCount: number | undefined;
}

export type ResidentAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'dry-run'; readonly tests: readonly TestResult[]; readonly coverage: MutantCoverage }
  | MutantAnswer
  | { readonly type: 'failed'; readonly message: string };

/** Carries the messages between the threads of one process. */
export const CHANNEL = 'tokentwin-mutants';
