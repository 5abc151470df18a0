/**
 * What users do with their own devices at the portal: activate, change the PIN, bring a counter back into step, and get
 * the card that stands in for a while.
 */
import { deriveCodeCard } from '../../../firmware/code-card/derivation.js';
import { TokentwinError } from '../../../firmware/error.js';
import { drawDigits } from '../draw.js';
import { MINUTE_MS, type Policy } from '../policy.js';
import type { Device, DscPlusSecret } from '../records/devices.js';
import { dateText } from '../rules/calendar.js';
import { type PinWarning, pinAdvice } from '../rules/pin-advice.js';
import type { Unit } from '../unit.js';
import { activeOf, assign, devicesOf, endDevice, type HeldDevice, withCardDays } from './devices-of-user.js';
import { newDevice } from './new-device.js';
import { unknown } from './people.js';
import { hashName, pinHashOf } from './pin-hash.js';
import { openProof } from './proof.js';
import type { OpenSession } from './sessions.js';
import type { AnswerStep, ChooseStep } from './steps.js';

/** Bits enough that nobody derives the card. */
const CARD_SEED_BYTES = 32;
const ONLINE_SERIAL_DIGITS = 8;

async function heldDevice(unit: Unit, { user }: OpenSession, deviceId: string): Promise<HeldDevice> {
  const found = (await devicesOf(unit, user.id)).find(({ device }) => device.id === deviceId);
  if (found === undefined) throw unknown('device of this user');
  return found;
}

function isActivatable({ device, assignment }: HeldDevice): boolean {
  const isWaiting = device.status === 'posted';
  const isSuspended = device.status === 'active' && assignment.status === 'suspended';
  return isWaiting || isSuspended;
}

/**
 * Asks for a first proof of a device that came by post, or that was suspended (facts section 16). The page shows its
 * serial number, to be compared with the one on its back.
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE
 */
export async function openActivation(
  unit: Unit,
  open: OpenSession,
  deviceId: string,
): Promise<ChooseStep | AnswerStep> {
  const held = await heldDevice(unit, open, deviceId);
  if (!isActivatable(held))
    throw new TokentwinError('SLS_DEVICE', 'The device does not wait for activation.');
  return await openProof(unit, {
    ...open,
    intent: { purpose: 'activate' },
    devices: [held.device],
  });
}

export interface PinChange {
  readonly question: ChooseStep | AnswerStep;
  readonly pinWarnings: readonly PinWarning[];
}

/**
 * The verifier takes a new PIN with a response made with it: a soft PIN becomes what is told here; one that the card
 * checks was changed at the card before (design section 2).
 *
 * @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE, SLS_PIN
 */
export async function openPinChange(
  unit: Unit,
  open: OpenSession,
  deviceId: string,
  newPin: string,
): Promise<PinChange> {
  const { device } = await heldDevice(unit, open, deviceId);
  const entity = await unit.get('entity', open.user.entityId);
  if (device.secret.kind !== 'dsc-plus' || device.status !== 'active')
    throw new TokentwinError('SLS_DEVICE', 'Only the PIN of an active DSC+ is changed here.');
  // The PIN of the login proves that the holder is the one who changes it (facts 2.3 [public]).
  if (open.session.deviceId !== deviceId)
    throw new TokentwinError('SLS_DEVICE', 'Log in with the device whose PIN you change.');
  if (!/^[0-9]{4,8}$/.test(newPin))
    throw new TokentwinError('SLS_PIN', 'A PIN has the digits that the card asks for.');
  if (entity === null) throw unknown('entity');
  const newPinHash = pinHashOf(hashName(device.secret), newPin);
  return {
    question: await openProof(unit, {
      ...open,
      ...{ intent: { purpose: 'change-pin' }, hidden: { newPinHash } },
      devices: [device],
    }),
    pinWarnings: pinAdvice(newPin, entity.identification, entity.personalData),
  };
}

/** Two codes in a row, with two challenges, far beyond the window (reference/standards.md 4.3, the fifth). @throws TokentwinError SLS_UNKNOWN, SLS_DEVICE */
export async function openResynchronisation(
  unit: Unit,
  open: OpenSession,
  deviceId: string,
): Promise<ChooseStep | AnswerStep> {
  const { device } = await heldDevice(unit, open, deviceId);
  if (device.counter === null || device.status !== 'active')
    throw new TokentwinError('SLS_DEVICE', 'Only an active device with a counter falls out of step.');
  return await openProof(unit, {
    ...open,
    intent: { purpose: 'resynchronise', found: null },
    devices: [device],
  });
}

/** For a task that asks again who is there (facts section 1 [public]). @throws TokentwinError SLS_NO_DEVICE */
export async function openIdentification(unit: Unit, open: OpenSession): Promise<ChooseStep | AnswerStep> {
  const devices = activeOf(await devicesOf(unit, open.user.id));
  if (devices.length === 0) throw new TokentwinError('SLS_NO_DEVICE', 'There is no active device to prove.');
  return await openProof(unit, { ...open, intent: { purpose: 'identify' }, devices });
}

/** How long a proof within the session counts. [unknown: our choice] */
const STEP_UP_MS = 5 * MINUTE_MS;

/**
 * The key of a device, for a test that builds a twin of it: only right after the user has proved a device once more
 * (reference/standards.md 4.3, the tenth), and only while it is theirs.
 *
 * @throws TokentwinError SLS_RESTRICTED, SLS_UNKNOWN, SLS_DEVICE
 */
export async function exportSecret(unit: Unit, open: OpenSession, deviceId: string): Promise<DscPlusSecret> {
  const { identifiedAtMs } = open.session;
  const age = identifiedAtMs === null ? Number.POSITIVE_INFINITY : unit.nowMs - identifiedAtMs;
  if (age < 0 || age > STEP_UP_MS)
    throw new TokentwinError('SLS_RESTRICTED', 'Identify yourself with a device first.');
  const { device, assignment } = await heldDevice(unit, open, deviceId);
  if (device.secret.kind !== 'dsc-plus' || assignment.role !== 'owner' || device.status !== 'active')
    throw new TokentwinError('SLS_DEVICE', 'Only the key of an active DSC+ of your own can be exported.');
  unit.audit('key exported', { userId: open.user.id, deviceId });
  return device.secret;
}

/** As it is printed; the page shows it once. */
export interface PrintedCard {
  readonly deviceId: string;
  readonly serialNumber: string;
  readonly codes: string;
}

/**
 * "Request Online (Temporary) Security Code Card": for who has a Temporary Code, or no device yet (facts section 6).
 * Activated by two of its codes; one is waiting at a time.
 *
 * @throws TokentwinError SLS_DEVICE
 */
export async function requestOnlineCard(unit: Unit, { user }: OpenSession): Promise<PrintedCard> {
  const held = await devicesOf(unit, user.id);
  const active = activeOf(held);
  if (active.some(({ kind }) => kind !== 'temporary-code' && kind !== 'sms'))
    throw new TokentwinError('SLS_DEVICE', 'There is an active device: an online card stands in for none.');
  const hadOne = held.some(
    ({ device }) => device.kind === 'online-security-code-card' && device.status === 'expired',
  );
  // A second one after its 21 days only with a new Temporary Code (facts section 6 [unknown: our choice]).
  if (hadOne && !active.some(({ kind }) => kind === 'temporary-code'))
    throw new TokentwinError('SLS_DEVICE', 'The online card has expired: ask client services for a code.');
  for (const other of held)
    if (other.device.kind === 'online-security-code-card') endDevice(unit, other, 'replaced');
  const { randomness } = unit.ports;
  const serialNumber = drawDigits(randomness, ONLINE_SERIAL_DIGITS);
  const { codes } = deriveCodeCard({ seed: randomness.bytes(CARD_SEED_BYTES), serialNumber });
  const secret = { kind: 'online-security-code-card', codes: codes.join('') } as const;
  const device = newDevice(unit, { serialNumber, secret, status: 'posted' });
  assign(unit, user.id, device);
  unit.audit('online card printed', { userId: user.id, deviceId: device.id });
  return { deviceId: device.id, serialNumber, codes: secret.codes };
}

/** Its days run from the activation, or from the funding of the account where the policy says so (facts section 6). */
export function onlineCardActivated(device: Device, nowMs: number, { onlineCardFrom }: Policy): Device {
  const activated = { ...device, startedAtMs: nowMs };
  return onlineCardFrom === 'activation'
    ? withCardDays(activated, nowMs)
    : { ...activated, expiresAtMs: null };
}

export function expiryText({ expiresAtMs }: Device): string | null {
  return expiresAtMs === null ? null : dateText(expiresAtMs);
}
