/**
 * Judging the response of a DSC+: which counters and time steps it may be for, and what is kept after a right one.
 *
 * Promises: every candidate is computed and compared, whether an earlier one was right or not; responses are texts of
 * one length, so a leading zero counts. Counter and time never go back, and none that was accepted is accepted again.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { Ocra, type OcraInput } from '../../../firmware/oath/ocra.js';
import { sameSecret } from '../../../firmware/secret-text.js';
import type { Device, DscPlusSecret } from '../records/devices.js';

/** A counter has 64 bits and wraps (reference/standards.md 4.3, the fifth). */
const COUNTERS = 1n << 64n;
/** Time steps beside the expected one. */
const STEP_WINDOW = 1;

export interface Judging {
  readonly nowMs: number;
  /** Counters ahead of the next that are tried, the next among them. */
  readonly counterWindow: number;
  /** The hash of a PIN that takes the place of the device's. */
  readonly newPinHash?: string;
}

/** What a device keeps of a right response. */
export type Accepted = Pick<Device, 'counter' | 'clock'>;

interface Candidate {
  readonly input: Partial<OcraInput>;
  readonly accepted: Accepted;
}

function countersOf({ counter }: Device, window: number): readonly (bigint | null)[] {
  if (counter === null) return [null];
  return Array.from({ length: window }, (_, ahead) => (BigInt(counter) + BigInt(ahead)) % COUNTERS);
}

/** Steps around where the device's clock was seen last; the ones up to the last accepted are over. */
function stepsOf({ clock }: Device, stepSeconds: number | null, nowMs: number): readonly (number | null)[] {
  if (clock === null || stepSeconds === null) return [null];
  const expected = Math.floor(nowMs / 1000 / stepSeconds) + clock.driftSteps;
  return [0, -1, 1]
    .map((offset) => expected + offset * STEP_WINDOW)
    .filter((step) => step > clock.lastStep && step >= 0);
}

function candidates(device: Device, ocra: Ocra, { counterWindow, nowMs }: Judging): readonly Candidate[] {
  const stepSeconds = ocra.suite.timeStepSeconds;
  const steps = stepsOf(device, stepSeconds, nowMs);
  return countersOf(device, counterWindow).flatMap((counter) =>
    steps.map((step) => ({
      input: {
        ...(counter !== null && { counter }),
        ...(step !== null && { timestamp: step }),
      },
      accepted: {
        counter: counter === null ? null : String((counter + 1n) % COUNTERS),
        clock:
          step === null || stepSeconds === null
            ? null
            : { driftSteps: step - Math.floor(nowMs / 1000 / stepSeconds), lastStep: step },
      },
    })),
  );
}

/**
 * @param response as typed, blanks and all
 * @returns what to keep, or null when no candidate has that response
 */
export function judgeResponse(
  device: Device,
  secret: DscPlusSecret,
  question: string,
  response: string,
  judging: Judging,
): Accepted | null {
  const ocra = new Ocra(secret.suite, hexBytes(secret.key, 'key'));
  const pinHash = judging.newPinHash ?? secret.pinHash;
  let accepted: Accepted | null = null;
  try {
    for (const candidate of candidates(device, ocra, judging)) {
      const input = {
        question,
        ...candidate.input,
        ...(pinHash !== null && { pinHash: hexBytes(pinHash, 'PIN hash') }),
      };
      const isRight = sameSecret(response, ocra.respond(input));
      accepted ??= isRight ? candidate.accepted : null;
    }
  } finally {
    ocra.destroy();
  }
  return accepted;
}

/**
 * Can the verifier judge a device of that suite?
 *
 * @throws TokentwinError SLS_DEVICE when the suite asks for what a login page cannot give; OCRA_SUITE_…
 */
export function checkSuite(suiteText: string, challengeDigits: number): Ocra['suite'] {
  const { suite } = new Ocra(suiteText, new Uint8Array(20));
  const { maximumLength } = suite.question;
  if (suite.sessionLength !== null)
    throw new TokentwinError('SLS_DEVICE', 'The suite wants session information, which nobody can type.');
  if (challengeDigits < 4 || challengeDigits > maximumLength)
    throw new TokentwinError(
      'SLS_DEVICE',
      `A challenge of that suite has 4 to ${maximumLength} digits, and the device wants ${challengeDigits}.`,
    );
  return suite;
}
