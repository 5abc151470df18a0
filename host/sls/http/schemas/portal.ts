/**
 * What the portal takes and answers.
 */
import { z } from '@hono/zod-openapi';
import { HeldDevice, name, pinWarnings, text, timeMs, usd } from './fields.js';
import { Question } from './steps.js';

export const Credentials = z.strictObject({ userName: name, password: text(200) }).openapi('Credentials');
export const PasswordChange = z
  .strictObject({ oldPassword: text(200), newPassword: text(200) })
  .openapi('PasswordChange');
export const Order = z
  .strictObject({
    deviceKind: z.enum(['dsc-plus', 'security-code-card']),
    address: text(300),
    pin: z.string().max(8).nullable(),
  })
  .openapi('NewOrder');
export const Pin = z.strictObject({ pin: text(16) }).openapi('Pin');
export const MobileNumber = z.strictObject({ country: text(3), national: text(20) }).openapi('MobileNumber');
export const Sharing = z.strictObject({ owner: Credentials }).openapi('Sharing');
export const OptOut = z.strictObject({ agrees: z.boolean() }).openapi('OptOut');
export const Withdrawal = z.strictObject({ amountUsd: usd }).openapi('NewWithdrawal');
export const PinChange = z.object({ question: Question, pinWarnings }).openapi('PinChange');
export const PinAdvice = z.object({ pinWarnings }).openapi('PinAdvice');
const Allowance = z.object({
  perDayUsd: z.number().nullable(),
  perFiveDaysUsd: z.number().nullable(),
  leftUsd: z.number().nullable(),
});
export const Overview = z
  .object({
    userId: z.string(),
    factor: z.string(),
    optedOut: z.boolean(),
    mobile: z.object({ numberEnding: z.string(), verified: z.boolean() }).nullable(),
    devices: z.array(HeldDevice),
    allowance: Allowance,
  })
  .openapi('Overview');
export const PrintedCard = z
  .object({ deviceId: z.string(), serialNumber: z.string(), codes: z.string() })
  .openapi('PrintedCard');
export const OptOutDone = z.object({ consequences: z.array(z.string()) }).openapi('OptOutDone');
export const OptInDone = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('always-use-device') }),
    z.object({ outcome: z.literal('enrol'), choices: z.array(z.string()) }),
  ])
  .openapi('OptInDone');
export const OrderView = z
  .object({
    id: z.string(),
    userId: z.string(),
    deviceKind: z.string(),
    heldUsd: z.number(),
    status: z.string(),
    estimatedShipping: z.string(),
    deviceId: z.string().nullable(),
    creditAtMs: timeMs.nullable(),
  })
  .openapi('Order');
export const Ordered = z.object({ order: OrderView, pinWarnings }).openapi('Ordered');
export const Secret = z
  .object({ suite: z.string(), challengeDigits: z.number(), key: z.string() })
  .openapi('DeviceSecret');
export const MobileNumberKept = z.object({ number: z.string() }).openapi('MobileNumberKept');
export const SharingStatus = z.object({ status: z.string() }).openapi('SharingStatus');
