/**
 * What the desk takes and answers.
 */
import { z } from '@hono/zod-openapi';
import { DEVICE_STATUSES } from '../../records/devices.js';
import { DOCUMENT_TYPES } from '../../records/people.js';
import { DEVICE_ENDS } from '../../rules/fees.js';
import { country, date, HeldDevice, hex, name, OfferedDevice, page, text, texts, timeMs } from './fields.js';
import { OrderView } from './portal.js';

export const Identification = z
  .strictObject({
    birthDate: date,
    citizenship: country,
    legalResidence: country,
    document: z.strictObject({ type: z.enum(DOCUMENT_TYPES), number: text(40) }),
    socialSecurityNumber: text(20).nullable(),
  })
  .openapi('Identification');
export const PersonalData = z
  .strictObject({
    firstNames: texts,
    lastNames: texts,
    familyNames: texts,
    familyBirthDates: z.array(date).max(50),
    addresses: texts,
    phoneNumbers: texts,
    city: text(100).nullable(),
    sportsTeams: texts,
  })
  .partial()
  .openapi('PersonalData');
export const NewEntity = z
  .strictObject({
    kind: z.enum(['person', 'organisation']),
    name: text(100),
    identification: Identification,
    personalData: PersonalData.optional(),
  })
  .openapi('NewEntity');
export const EntityChange = z
  .strictObject({ identification: Identification.optional(), personalData: PersonalData.optional() })
  .openapi('EntityChange');
export const NewUser = z
  .strictObject({
    userName: text(64),
    password: text(200),
    entityId: name,
    accountId: name.nullable().optional(),
    accountKind: z.enum(['individual', 'organisation']).optional(),
    equityUsd: z.number().min(0).max(1e12).optional(),
  })
  .openapi('NewUser');
export const AccountChange = z
  .strictObject({
    equityUsd: z.number().min(0).max(1e12).optional(),
    securityOfficerIds: z.array(name).max(50).optional(),
    fundedAtMs: timeMs.optional(),
  })
  .openapi('AccountChange');
export const NewPassword = z.strictObject({ password: text(200) }).openapi('NewPassword');
export const StockDevice = z
  .strictObject({
    serialNumber: z.string().regex(/^[A-Z0-9-]{4,16}$/),
    counter: z
      .string()
      .regex(/^[0-9]{1,20}$/)
      .optional(),
    secret: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('dsc-plus'),
        suite: text(100),
        challengeDigits: z.number().int().min(4).max(16),
        key: hex.min(32),
        pinHash: hex.nullable(),
        pinCheck: z.enum(['card', 'soft']),
        unlock: z.strictObject({ suite: text(100), key: hex.min(32) }).nullable(),
      }),
      z.strictObject({ kind: z.literal('security-code-card'), codes: text(1000) }),
    ]),
  })
  .openapi('StockDevice');
export const HandOver = z.strictObject({ userName: name }).openapi('HandOver');
export const End = z.strictObject({ end: z.enum(DEVICE_ENDS) }).openapi('DeviceEnd');
export const UnlockQuestion = z.strictObject({ question: text(20) }).openapi('UnlockQuestion');
export const Posting = z.strictObject({ deviceId: name }).openapi('Posting');
export const SharingJudgement = z
  .strictObject({ userName: name, deviceId: name, approved: z.boolean() })
  .openapi('SharingJudgement');
export const Advance = z
  .strictObject({ advanceMs: z.number().int().min(-31_536_000_000).max(31_536_000_000) })
  .openapi('Advance');
export const Made = z.object({ id: z.string() }).openapi('Made');
export const MadeUser = z.object({ id: z.string(), accountId: z.string() }).openapi('MadeUser');
export const UserView = z
  .object({
    id: z.string(),
    entityId: z.string(),
    accountId: z.string(),
    failures: z.number(),
    lockedUntilMs: timeMs.nullable(),
    mobile: z.object({ numberEnding: z.string(), verified: z.boolean() }).nullable(),
    optedOut: z.boolean(),
    devices: z.array(HeldDevice),
  })
  .openapi('User');
export const DeviceView = OfferedDevice.extend({
  status: z.enum(DEVICE_STATUSES),
  ownerId: z.string().nullable(),
  failures: z.number(),
  lockedUntilMs: timeMs.nullable(),
  counter: z.string().nullable(),
  expiresAtMs: timeMs.nullable(),
}).openapi('Device');
export const TemporaryCode = z.object({ code: z.string(), expiresAtMs: timeMs }).openapi('TemporaryCode');
export const UnlockAnswer = z.object({ answer: z.string() }).openapi('UnlockAnswer');
export const Charge = z.object({ chargedUsd: z.number() }).openapi('Charge');
export const Clock = z.object({ nowMs: timeMs, mode: z.enum(['real', 'manual']) }).openapi('Clock');
export const Messages = page(
  z.object({
    id: z.string(),
    userId: z.string(),
    channel: z.string(),
    to: z.string(),
    text: z.string(),
    atMs: timeMs,
    deliveredAtMs: timeMs.nullable(),
  }),
).openapi('Messages');
export const AuditTrail = page(
  z.object({
    id: z.string(),
    atMs: timeMs,
    event: z.string(),
    userId: z.string().nullable(),
    deviceId: z.string().nullable(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
).openapi('AuditTrail');
export const Users = page(z.object({ id: z.string(), entityId: z.string(), accountId: z.string() })).openapi(
  'Users',
);
export const Devices = page(DeviceView).openapi('Devices');
export const Orders = page(OrderView).openapi('Orders');
