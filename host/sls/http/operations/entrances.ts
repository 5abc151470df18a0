/** Logging in at the portal and at the trading platform, and answering what is asked on any other way. */
import type { Step } from '../../procedures/steps.js';
import { type Call, type Operation, operation } from '../operation.js';
import { failedResponse } from '../problem.js';
import { Answer, AnswerStep, Choice, Login, Resend, Step as StepSchema } from '../schemas/steps.js';
import type { SlsService } from '../service.js';

/** An answer that was wrong is a problem that says what is asked next. */
function answered({ context }: Call<unknown, unknown>, { answers }: SlsService, step: Step): Step | Response {
  const outcome = step.step === 'failed' ? 'wrong' : 'right';
  if (step.step === 'failed' || step.step === 'done') answers.inc({ purpose: step.purpose, outcome });
  if (step.step === 'session') answers.inc({ purpose: 'login', outcome });
  return step.step === 'failed' ? failedResponse(context, step) : step;
}

export const ENTRANCE_OPERATIONS: readonly Operation[] = [
  operation({
    ...{
      method: 'post',
      path: '/login',
      name: 'login',
      summary: 'Name and password, at one of the entrances',
    },
    ...{ access: 'public', body: Login, answer: StepSchema },
    refusals: ['SLS_CREDENTIALS', 'SLS_NO_DEVICE', 'SLS_BUSY'],
    handle: ({ body: { entrance, ...credentials } }, { system }) => system.begin(entrance, credentials),
  }),
  operation({
    ...{ method: 'post', path: '/questions/{id}/device', name: 'choose' },
    summary: 'Selects the second factor device; in a session with its token',
    ...{ access: 'public', body: Choice, answer: AnswerStep, refusals: ['SLS_CHALLENGE', 'SLS_DEVICE'] },
    handle: ({ id, body, token }, { system }) => system.choose(id, body.deviceId, token),
  }),
  operation({
    ...{ method: 'post', path: '/questions/{id}/answer', name: 'answer' },
    summary: 'Answers what is asked; in a session with its token. A wrong answer is told what is asked next',
    ...{ access: 'public', body: Answer, answer: StepSchema },
    refusals: ['SLS_CHALLENGE', 'SLS_LOGIN_FAILED', 'SLS_SESSION', 'SLS_LIMIT', 'SLS_SHARING', 'SLS_BUSY'],
    async handle(call, service) {
      const step = await service.system.answer(call.id, call.body.response, call.token);
      return answered(call, service, step);
    },
  }),
  operation({
    ...{ method: 'post', path: '/questions/{id}/message', name: 'resend' },
    summary: "Didn't receive a security code? Another message, or the same by voice",
    ...{ access: 'public', body: Resend, answer: null, refusals: ['SLS_CHALLENGE', 'SLS_RESEND'] },
    handle: ({ id, body }, { system }) => system.resend(id, body.channel),
  }),
];
