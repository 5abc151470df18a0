/** What a user does in a session at the portal. */
import { type Operation, operation } from '../operation.js';
import * as schema from '../schemas/portal.js';
import { Pin } from '../schemas/portal.js';
import { AnswerStep, Question, Step } from '../schemas/steps.js';
import { orderView } from '../views.js';

const session = { access: 'session' } as const;

const SETTINGS: readonly Operation[] = [
  operation({
    ...session,
    ...{ method: 'get', path: '/session', name: 'overview', summary: 'The user, devices and limits' },
    answer: schema.Overview,
    handle: ({ token }, { system }) => system.portal.overview(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'delete', path: '/session', name: 'logOut', summary: 'Ends the session' },
    answer: null,
    handle: ({ token }, { system }) => system.portal.logOut(token as string),
  }),
  operation({
    ...session,
    ...{
      method: 'delete',
      path: '/sessions',
      name: 'logOutEverywhere',
      summary: 'Ends all sessions of the user',
    },
    answer: null,
    handle: ({ token }, { system }) => system.portal.logOutEverywhere(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'put', path: '/session/password', name: 'changePassword', summary: 'A new password' },
    ...{ body: schema.PasswordChange, answer: null, refusals: ['SLS_CREDENTIALS', 'SLS_PASSWORD_RULE'] },
    handle: ({ token, body }, { system }) =>
      system.portal.changePassword(token as string, body.oldPassword, body.newPassword),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/identification', name: 'identify', summary: 'Asks again who is there' },
    ...{ answer: Question, refusals: ['SLS_NO_DEVICE'] },
    handle: ({ token }, { system }) => system.portal.identify(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'put', path: '/mobile-number', name: 'setMobileNumber' },
    summary: 'A mobile number, without the trunk prefix; it waits to be verified',
    ...{ body: schema.MobileNumber, answer: schema.MobileNumberKept, refusals: ['SLS_MOBILE_NUMBER'] },
    handle: async ({ token, body }, { system }) => ({
      number: await system.portal.setMobileNumber(token as string, body),
    }),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/mobile-number/verification', name: 'verifyMobileNumber' },
    summary: 'Sends a Confirm Code',
    ...{ answer: AnswerStep, refusals: ['SLS_MOBILE_NUMBER', 'SLS_RESEND'] },
    handle: ({ token }, { system }) => system.portal.verifyMobileNumber(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/opt-out', name: 'optOut', summary: 'Trading without a device' },
    ...{ body: schema.OptOut, answer: schema.OptOutDone, refusals: ['SLS_RIGHTS', 'SLS_OPT_OUT'] },
    handle: async ({ token, body }, { system }) => ({
      consequences: await system.portal.optOut(token as string, body.agrees),
    }),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/opt-in', name: 'optIn', summary: 'Always use the device when logging in' },
    ...{ answer: schema.OptInDone, refusals: ['SLS_RIGHTS', 'SLS_OPT_OUT'] },
    handle: ({ token }, { system }) => system.portal.optIn(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/withdrawals', name: 'withdraw' },
    summary: 'A withdrawal, authenticated by a device that sets its limit',
    ...{ body: schema.Withdrawal, answer: Step, refusals: ['SLS_LIMIT'] },
    handle: ({ token, body }, { system }) => system.portal.withdraw(token as string, body.amountUsd),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/pin-advice', name: 'advise', summary: 'Warnings on a PIN; none blocks' },
    ...{ body: Pin, answer: schema.PinAdvice },
    handle: async ({ token, body }, { system }) => ({
      pinWarnings: await system.portal.advise(token as string, body.pin),
    }),
  }),
];

const DEVICES: readonly Operation[] = [
  operation({
    ...session,
    ...{ method: 'post', path: '/orders', name: 'order', summary: 'Request Physical Device' },
    ...{ body: schema.Order, answer: schema.Ordered, refusals: ['SLS_PIN', 'SLS_ORDER', 'SLS_EQUITY'] },
    async handle({ token, body }, { system }) {
      const { order, pinWarnings } = await system.portal.order(token as string, body);
      return { order: orderView(order), pinWarnings };
    },
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/devices/{id}/activation', name: 'activate' },
    summary: 'Asks for a first proof of a device',
    ...{ answer: Question, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    handle: ({ token, id }, { system }) => system.portal.activate(token as string, id),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/devices/{id}/pin', name: 'changePin' },
    summary: 'A new PIN, to be proved by a response made with it',
    ...{ body: Pin, answer: schema.PinChange, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE', 'SLS_PIN'] },
    handle: ({ token, id, body }, { system }) => system.portal.changePin(token as string, id, body.pin),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/devices/{id}/resynchronisation', name: 'resynchronise' },
    summary: 'Asks for two codes in a row, to bring a counter back into step',
    ...{ answer: Question, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    handle: ({ token, id }, { system }) => system.portal.resynchronise(token as string, id),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/devices/{id}/secret', name: 'exportSecret' },
    summary: 'The key of a device, right after an identification; the audit trail says so',
    ...{ answer: schema.Secret, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    async handle({ token, id }, { system }) {
      const { suite, challengeDigits, key } = await system.portal.exportSecret(token as string, id);
      return { suite, challengeDigits, key };
    },
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/online-card', name: 'printOnlineCard' },
    summary: 'Request Online (Temporary) Security Code Card',
    ...{ answer: schema.PrintedCard, refusals: ['SLS_DEVICE'] },
    handle: ({ token }, { system }) => system.portal.printOnlineCard(token as string),
  }),
  operation({
    ...session,
    ...{ method: 'post', path: '/sharing', name: 'share' },
    summary: "Share Device: with the owner's name and password",
    ...{ body: schema.Sharing, answer: Question },
    refusals: [
      ...(['SLS_CREDENTIALS', 'SLS_SHARING', 'SLS_TEMPORARY_DEVICE'] as const),
      ...(['SLS_DIFFERENT_IDENTIFICATION', 'SLS_LESS_SECURE'] as const),
    ],
    handle: ({ token, body }, { system }) => system.portal.share(token as string, body.owner),
  }),
  operation({
    ...session,
    ...{
      method: 'delete',
      path: '/sharing/{id}',
      name: 'cancelSharing',
      summary: 'Cancels the sharing of a device',
    },
    ...{ answer: null, refusals: ['SLS_SHARING'] },
    handle: ({ token, id }, { system }) => system.portal.cancelSharing(token as string, id),
  }),
];

export const PORTAL_OPERATIONS: readonly Operation[] = [...SETTINGS, ...DEVICES];
