/**
 * Suite `core`: our response core, prepared, beside a prepared createHmac that does the same work.
 */
import type { Match } from '../contestant.js';
import { coreHotp } from '../contestants/core-hotp.js';
import { coreOcra } from '../contestants/core-ocra.js';
import { coreTotp } from '../contestants/core-totp.js';
import { hmacHotp } from '../contestants/hmac-hotp.js';
import { hmacOcra } from '../contestants/hmac-ocra.js';
import { hmacTotp } from '../contestants/hmac-totp.js';
import type { Effort } from '../effort.js';
import { type Finding, findRatio, type Reading } from '../finding.js';
import { KEY_SHA1, KEY_SHA256, OCRA_BENCHMARKS, type OcraBenchmark } from './ocra-tasks.js';
import { inputs } from './questions.js';

const READING: Reading = { kind: 'speed', goal: null };

/** RFC 4226 appendix D. */
async function hotpMatch(): Promise<Match<number>> {
  return {
    name: 'HOTP-SHA1-6',
    contestant: await coreHotp(KEY_SHA1, 6),
    yardstick: hmacHotp(KEY_SHA1, 6),
    inputs: inputs((index) => index),
    knownAnswers: [
      [0, '755224'],
      [1, '287082'],
      [9, '520489'],
    ],
  };
}

/** RFC 6238 appendix B. */
async function totpMatch(): Promise<Match<number>> {
  return {
    name: 'TOTP-SHA256-8',
    contestant: await coreTotp(KEY_SHA256, 8),
    yardstick: hmacTotp(KEY_SHA256, 8),
    inputs: inputs((index) => 1_700_000_000 + 30 * index),
    knownAnswers: [
      [59, '46119246'],
      [1_111_111_109, '68084774'],
      [20_000_000_000, '77737706'],
    ],
  };
}

async function ocraMatch({ task, questions, knownAnswers }: OcraBenchmark): Promise<Match<string>> {
  return {
    name: task.suite,
    contestant: await coreOcra(task),
    yardstick: hmacOcra(task),
    inputs: questions,
    knownAnswers,
  };
}

export async function* responseCore(effort: Effort): AsyncGenerator<Finding> {
  yield findRatio(await hotpMatch(), READING, effort);
  yield findRatio(await totpMatch(), READING, effort);
  for (const benchmark of OCRA_BENCHMARKS) yield findRatio(await ocraMatch(benchmark), READING, effort);
}
