/**
 * Whole logins by the driver, one after the other: VERIFY and INTERNAL AUTHENTICATE at a twin in another process.
 */
import { performance } from 'node:perf_hooks';
import type { Token } from '../../host/driver/token.js';
import { builtHost } from '../built.js';
import { INPUTS } from '../contest/contestant.js';
import { HMAC_PREPARED } from '../contestants/hmac-prepared.js';
import type { Effort } from '../effort.js';
import { median } from '../statistics/median.js';
import { DSC_PLUS_CONTEST } from '../suites/dsc-plus.js';

/** The published PIN of the demo card. */
export const DEMO_PIN = '1234';

/** @returns wall milliseconds @throws Error when the response is wrong */
async function login(token: Token, challenge: string, known: string): Promise<number> {
  const startedAt = performance.now();
  const response = await token.respond(challenge, { pin: DEMO_PIN });
  const passedMs = performance.now() - startedAt;
  if (response !== known) throw new Error(`the driver does not get the known response to ${challenge}`);
  return passedMs;
}

/**
 * @param address of a card with the demo card's key and PIN
 * @returns the median of the wall milliseconds of as many logins as fit into the effort's time
 * @throws Error when a response is not the published one, or not that of createHmac
 */
export async function loginMs(address: string, effort: Effort): Promise<number> {
  const { openToken } = await builtHost();
  const token = await openToken(address);
  try {
    for (const [challenge, known] of DSC_PLUS_CONTEST.knownAnswers) await login(token, challenge, known);
    await logInFor(token, effort.loginSampleMs);
    return median(await logInFor(token, effort.loginSampleMs));
  } finally {
    await token.close();
  }
}

async function logInFor(token: Token, durationMs: number): Promise<readonly number[]> {
  const player = await HMAC_PREPARED.ocra?.(DSC_PLUS_CONTEST.task);
  if (player?.shape !== 'one') throw new Error('the yardstick does not answer one by one');
  const times: number[] = [];
  const endsAt = performance.now() + durationMs;
  do {
    const challenge = DSC_PLUS_CONTEST.inputAt(times.length % INPUTS);
    times.push(await login(token, challenge, player.answer(challenge)));
  } while (performance.now() < endsAt);
  return times;
}
