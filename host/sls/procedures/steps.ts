/**
 * What a user is shown on the way to a session, or to anything else that asks for the second factor.
 */
import type { Challenge, Entrance, Purpose } from '../records/access.js';
import type { Device, DeviceKind, FactorName } from '../records/devices.js';
import type { User } from '../records/people.js';

export interface OfferedDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly serialNumber: string | null;
}

export type ShownQuestion =
  | { readonly by: 'challenge'; readonly question: string }
  | { readonly by: 'indices'; readonly indices: readonly [number, number] }
  | { readonly by: 'temporary-code' }
  /** The last digits of the number that the code went to. */
  | { readonly by: 'message'; readonly numberEnding: string };

export interface ChooseStep {
  readonly step: 'choose';
  readonly purpose: Purpose;
  readonly handle: string;
  /** "Select Second Factor Device" (facts section 12 [public]). */
  readonly devices: readonly OfferedDevice[];
  readonly expiresAtMs: number;
}

export interface AnswerStep {
  readonly step: 'answer';
  readonly purpose: Purpose;
  readonly handle: string;
  /** null: the number of a mobile telephone is what is proved. */
  readonly device: OfferedDevice | null;
  readonly asked: ShownQuestion;
  readonly expiresAtMs: number;
}

/** Nothing is said of why; what is asked next is shown. */
export interface FailedStep {
  readonly step: 'failed';
  readonly purpose: Purpose;
  readonly next: AnswerStep;
}

export interface SessionStep {
  readonly step: 'session';
  /** Known to the user alone. */
  readonly token: string;
  readonly userId: string;
  readonly entrance: Entrance;
  readonly factor: FactorName;
  readonly restriction: 'none' | 'print-card-only';
  readonly expiresAtMs: number;
}

export interface DoneStep {
  readonly step: 'done';
  readonly purpose: Purpose;
  /** What came of it, for the user. */
  readonly outcome: Readonly<Record<string, string | number | boolean | null>>;
}

export type Step = ChooseStep | AnswerStep | FailedStep | SessionStep | DoneStep;

export function offered({ id, kind, serialNumber }: Device): OfferedDevice {
  return { id, kind, serialNumber };
}

const SHOWN_DIGITS = 3;

function shownQuestion({ asked, hidden }: Challenge, user: User): ShownQuestion {
  if (asked === null) throw new Error('broken invariant: something was asked');
  if (asked.by !== 'message') return asked;
  const number = hidden !== null && 'number' in hidden ? hidden.number : (user.mobile?.number ?? '');
  return { by: 'message', numberEnding: number.slice(-SHOWN_DIGITS) };
}

export function answerStep(challenge: Challenge, user: User, device: Device | null): AnswerStep {
  return {
    step: 'answer',
    purpose: challenge.intent.purpose,
    handle: challenge.handle,
    device: device === null ? null : offered(device),
    asked: shownQuestion(challenge, user),
    expiresAtMs: challenge.expiresAtMs,
  };
}
