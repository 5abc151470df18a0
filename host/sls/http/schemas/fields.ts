/**
 * Kinds of fields that several schemas have.
 */
import { z } from '@hono/zod-openapi';
import { ENTRANCES } from '../../records/access.js';
import { DEVICE_KINDS, DEVICE_STATUSES } from '../../records/devices.js';
import { PIN_WARNINGS, type PinWarning } from '../../rules/pin-advice.js';

/** Control characters are in no name, word or code, and a database may not take them. */
export const text = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^\P{Cc}*$/u);
export const country = z.string().regex(/^[A-Z]{2}$/);
export const date = z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
export const texts = z.array(text(200)).max(50);
export const usd = z.number().positive().max(1_000_000_000);
export const hex = z
  .string()
  .regex(/^([0-9a-f]{2})+$/)
  .max(256);
export const timeMs = z.number().int();
export const name = text(64);
export const page = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), next: z.string().nullable() });
export const pinWarnings = z.array(z.enum(Object.keys(PIN_WARNINGS) as [PinWarning, ...PinWarning[]]));
export const DeviceKind = z.enum(DEVICE_KINDS);
export const Entrance = z.enum(ENTRANCES);
export const OfferedDevice = z
  .object({ id: z.string(), kind: DeviceKind, serialNumber: z.string().nullable() })
  .openapi('OfferedDevice');
export const HeldDevice = OfferedDevice.extend({
  status: z.enum(DEVICE_STATUSES),
  use: z.enum(['active', 'pending', 'suspended', 'ended']),
  role: z.enum(['owner', 'borrower']),
  expiresAtMs: timeMs.nullable(),
});
export const PageQuery = z.object({
  before: name.optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});

export const Anything = z.looseObject({}).openapi('Anything');
