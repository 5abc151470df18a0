/**
 * Logins and other proofs, as they go in and out over HTTP.
 */
import { z } from '@hono/zod-openapi';
import { DEVICE_KINDS } from '../../records/devices.js';
import { Entrance, name, OfferedDevice, text, timeMs } from './fields.js';

const ShownQuestion = z
  .discriminatedUnion('by', [
    z.object({ by: z.literal('challenge'), question: z.string() }),
    z.object({ by: z.literal('indices'), indices: z.tuple([z.number(), z.number()]) }),
    z.object({ by: z.literal('temporary-code') }),
    z.object({ by: z.literal('message'), numberEnding: z.string() }),
  ])
  .openapi('ShownQuestion');
const purpose = z.enum([
  ...(['login', 'activate', 'change-pin', 'share', 'withdraw'] as const),
  ...(['identify', 'resynchronise', 'verify-mobile'] as const),
]);
export const ChooseStep = z
  .object({
    step: z.literal('choose'),
    purpose,
    handle: z.string(),
    devices: z.array(OfferedDevice),
    expiresAtMs: timeMs,
  })
  .openapi('ChooseStep');
export const AnswerStep = z
  .object({
    step: z.literal('answer'),
    purpose,
    handle: z.string(),
    device: OfferedDevice.nullable(),
    asked: ShownQuestion,
    expiresAtMs: timeMs,
  })
  .openapi('AnswerStep');
export const SessionStep = z
  .object({
    step: z.literal('session'),
    token: z.string(),
    userId: z.string(),
    entrance: Entrance,
    factor: z.enum([...DEVICE_KINDS, 'none']),
    restriction: z.enum(['none', 'print-card-only']),
    expiresAtMs: timeMs,
  })
  .openapi('SessionStep');
export const DoneStep = z
  .object({
    step: z.literal('done'),
    purpose,
    outcome: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .openapi('DoneStep');
export const Question = z.discriminatedUnion('step', [ChooseStep, AnswerStep]).openapi('Question');
export const Step = z
  .discriminatedUnion('step', [ChooseStep, AnswerStep, SessionStep, DoneStep])
  .openapi('Step');
export const Login = z
  .strictObject({ entrance: Entrance, userName: name, password: text(200) })
  .openapi('Login');
export const Choice = z.strictObject({ deviceId: name }).openapi('Choice');
export const Answer = z.strictObject({ response: text(64) }).openapi('Answer');
export const Resend = z.strictObject({ channel: z.enum(['sms', 'voice']) }).openapi('Resend');
export const ProblemView = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.string(),
    place: z.string().optional(),
    next: AnswerStep.optional(),
  })
  .openapi('Problem');
