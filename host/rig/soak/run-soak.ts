/**
 * Logins, one after the other, until a number or a time is reached or somebody stops them.
 *
 * Promises: no login is repeated; whoever stops a soak has the login under way finished first, within its
 * time-out. One that was called off, or whose line broke, counts as unknown when the card may have computed. A card that refuses the PIN ends the soak at once, so that no second try is spent. Memory is
 * bounded however long it runs.
 */
import { type ErrorCode, isTokentwinError } from '../../../firmware/error.js';
import type { CallOptions } from '../../driver/token.js';
import type { Logins } from './login.js';
import { loginCount, type SoakState } from './soak-state.js';

/** Where a soak ends, counted over all its runs; null = there is no such end. */
export interface SoakGoal {
  readonly logins: number | null;
  readonly durationMs: number | null;
}

export interface SoakOptions {
  readonly goal: SoakGoal;
  /** Stops the soak after the login under way. */
  readonly stopping: AbortSignal;
  /** Calls off the login under way as well. */
  readonly signal: AbortSignal;
  /** Per call; the driver's own unless told. */
  readonly timeoutMs?: number | undefined;
  readonly drawChallenge: () => string;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
  /** Settles after some milliseconds, or when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called after every login. */
  readonly onLogin?: ((state: SoakState) => void) | undefined;
}

export type SoakEnd =
  | { readonly type: 'finished' }
  | { readonly type: 'interrupted' }
  /** Going on would do harm or make no sense. */
  | { readonly type: 'refused'; readonly error: Error };

/** After an error the line gets some rest. */
const REST_MS = 1000;

/** Errors that another login would meet again, or that cost a try each time. */
const FINAL: readonly ErrorCode[] = [
  ...(['PIN_WRONG', 'PIN_FORMAT', 'CARD_LOCKED', 'CARD_DEAD', 'CARD_BATTERY'] as const),
  ...(['CHALLENGE_FORMAT', 'APPLICATION_MISSING', 'SERVER_REFUSED', 'CLOSED'] as const),
];

/** How far a soak is, from 0 to 1. */
export function progressOf(state: SoakState, { logins, durationMs }: SoakGoal): number {
  const shares = [
    logins === null ? 0 : loginCount(state) / logins,
    durationMs === null ? 0 : state.elapsedMs / durationMs,
  ];
  return Math.min(1, Math.max(...shares));
}

/**
 * Runs a soak.
 *
 * @param state is brought forward with every login
 */
export async function runSoak(logins: Logins, state: SoakState, options: SoakOptions): Promise<SoakEnd> {
  const { goal, stopping, signal, timeoutMs, drawChallenge, now, pause, onLogin } = options;
  const call: CallOptions = { signal, timeoutMs };
  const before = state.elapsedMs;
  const startedAt = now();
  const passTime = () => {
    state.elapsedMs = before + now() - startedAt;
  };
  while (progressOf(state, goal) < 1) {
    if (stopping.aborted || signal.aborted) return { type: 'interrupted' };
    const error = await attempt(logins, drawChallenge(), call, state, now);
    passTime();
    if (isTokentwinError(error, 'ABORTED') && signal.aborted) return { type: 'interrupted' };
    onLogin?.(state);
    if (error === null) continue;
    if (isTokentwinError(error) && FINAL.includes(error.code)) return { type: 'refused', error };
    await pause(REST_MS, stopping);
    passTime();
  }
  return { type: 'finished' };
}

/** @returns what the login ended in, or null when it was answered */
async function attempt(
  logins: Logins,
  challenge: string,
  call: CallOptions,
  state: SoakState,
  now: () => number,
): Promise<Error | null> {
  const startedAt = now();
  try {
    const isRight = await logins.login(challenge, call);
    if (isRight) state.answered += 1;
    else state.wrong += 1;
    state.responsesChecked &&= logins.areChecked;
    state.latency.add(now() - startedAt);
    return null;
  } catch (error) {
    if (!isTokentwinError(error)) throw error;
    const isUnknown = error.details.outcomeUnknown === true;
    if (isUnknown) state.unknown += 1;
    const wasCalledOff = error.code === 'ABORTED' && call.signal?.aborted === true;
    if (isUnknown || !wasCalledOff) state.failures[error.code] = (state.failures[error.code] ?? 0) + 1;
    return error;
  }
}
