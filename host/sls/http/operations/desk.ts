/** What client services do for people, on the telephone and in the records. */
import { NO_PERSONAL_DATA, type PersonalData } from '../../records/people.js';
import type { Page } from '../../store/store.js';
import { type Operation, operation } from '../operation.js';
import * as schema from '../schemas/desk.js';
import { PageQuery } from '../schemas/fields.js';
import { MobileNumber, MobileNumberKept, SharingStatus } from '../schemas/portal.js';
import type { SlsService } from '../service.js';
import { userView } from '../views.js';

const desk = { access: 'desk' } as const;
const DEFAULT_LIMIT = 100;

export function pageOf({
  before,
  limit,
}: {
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
}): Page {
  return { before: before ?? null, limit: limit ?? DEFAULT_LIMIT };
}

/** @returns the items, and from where the next page goes on */
export function listed<T extends { readonly id: string }>(items: readonly T[], { limit }: Page) {
  return { items, next: items.length < limit ? null : (items.at(-1)?.id ?? null) };
}

/** What is not given is not there; `null` is what a field says of itself. */
function personalData(given: Readonly<Record<string, unknown>> | undefined): PersonalData {
  return { ...NO_PERSONAL_DATA, ...(given as Partial<PersonalData> | undefined) };
}

async function viewOf(userName: string, { system }: SlsService) {
  const { user, devices } = await system.desk.user(userName);
  const { policy, clock } = system.ports;
  return userView(user, devices, { policy, nowMs: clock.nowMs() });
}

const PEOPLE: readonly Operation[] = [
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/entities', name: 'addEntity', summary: 'A person or an organisation' },
    ...{ body: schema.NewEntity, answer: schema.Made, refusals: ['SLS_IDENTIFICATION'] },
    async handle({ body }, { system }) {
      const entity = { ...body, personalData: personalData(body.personalData) };
      return { id: (await system.desk.addEntity(entity)).id };
    },
  }),
  operation({
    ...desk,
    ...{ method: 'patch', path: '/desk/entities/{id}', name: 'correctEntity' },
    summary: 'Corrects identification data, or what PINs are warned of',
    ...{ body: schema.EntityChange, answer: schema.Made, refusals: ['SLS_UNKNOWN', 'SLS_IDENTIFICATION'] },
    async handle({ id, body: { identification, personalData: data } }, { system }) {
      const changes = {
        ...(identification !== undefined && { identification }),
        ...(data !== undefined && { personalData: personalData(data) }),
      };
      return { id: (await system.desk.correctEntity(id, changes)).id };
    },
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/users', name: 'addUser', summary: 'A user name' },
    ...{ body: schema.NewUser, answer: schema.MadeUser },
    refusals: ['SLS_USER_NAME', 'SLS_PASSWORD_RULE', 'SLS_EXISTS', 'SLS_UNKNOWN'],
    async handle({ body }, { system }) {
      const { accountId = null, accountKind = 'individual', equityUsd = 0, ...rest } = body;
      const user = await system.desk.addUser({ ...rest, accountId, accountKind, equityUsd });
      return { id: user.id, accountId: user.accountId };
    },
  }),
  operation({
    ...desk,
    ...{
      method: 'get',
      path: '/desk/users',
      name: 'users',
      summary: 'User names, from the end of the alphabet',
    },
    ...{ query: PageQuery, answer: schema.Users },
    async handle({ query }, { system }) {
      const page = pageOf(query);
      const users = await system.desk.users(page);
      return listed(
        users.map(({ id, entityId, accountId }) => ({ id, entityId, accountId })),
        page,
      );
    },
  }),
  operation({
    ...desk,
    ...{
      method: 'get',
      path: '/desk/users/{id}',
      name: 'user',
      summary: 'A user, with devices and failures',
    },
    ...{ answer: schema.UserView, refusals: ['SLS_UNKNOWN'] },
    handle: ({ id }, service) => viewOf(id, service),
  }),
  operation({
    ...desk,
    ...{ method: 'patch', path: '/desk/accounts/{id}', name: 'changeAccount' },
    summary: 'Equity, funding and security officers of an account',
    ...{ body: schema.AccountChange, answer: schema.Made, refusals: ['SLS_UNKNOWN', 'SLS_RIGHTS'] },
    async handle({ id, body: { equityUsd, securityOfficerIds, fundedAtMs } }, { system }) {
      const changes = {
        ...(equityUsd !== undefined && { equityUsd }),
        ...(securityOfficerIds !== undefined && { securityOfficerIds }),
        ...(fundedAtMs !== undefined && { fundedAtMs }),
      };
      return { id: (await system.desk.changeAccount(id, changes)).id };
    },
  }),
];

const TELEPHONE: readonly Operation[] = [
  operation({
    ...desk,
    ...{ method: 'put', path: '/desk/users/{id}/password', name: 'setPassword', summary: 'A new password' },
    ...{ body: schema.NewPassword, answer: null, refusals: ['SLS_UNKNOWN', 'SLS_PASSWORD_RULE'] },
    handle: ({ id, body }, { system }) => system.desk.setPassword(id, body.password),
  }),
  operation({
    ...desk,
    ...{ method: 'put', path: '/desk/users/{id}/mobile-number', name: 'setMobileNumberOfUser' },
    summary: 'The mobile number on record; it waits to be verified',
    ...{ body: MobileNumber, answer: MobileNumberKept, refusals: ['SLS_UNKNOWN', 'SLS_MOBILE_NUMBER'] },
    handle: async ({ id, body }, { system }) => ({ number: await system.desk.setMobileNumber(id, body) }),
  }),
  operation({
    ...desk,
    ...{
      method: 'post',
      path: '/desk/users/{id}/release',
      name: 'release',
      summary: 'Ends the lock of a user',
    },
    ...{ answer: null, refusals: ['SLS_UNKNOWN'] },
    handle: ({ id }, { system }) => system.desk.release(id),
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/users/{id}/temporary-code', name: 'issueTemporaryCode' },
    summary: 'A Temporary Code, to be read out on the telephone',
    ...{ answer: schema.TemporaryCode, refusals: ['SLS_UNKNOWN', 'SLS_CONSECUTIVE'] },
    handle: ({ id }, { system }) => system.desk.issueTemporaryCode(id),
  }),
  operation({
    ...desk,
    ...{
      method: 'post',
      path: '/desk/sharing',
      name: 'judgeSharing',
      summary: 'Approves or refuses a sharing',
    },
    ...{ body: schema.SharingJudgement, answer: SharingStatus, refusals: ['SLS_SHARING'] },
    handle: async ({ body: { userName, deviceId, approved } }, { system }) => ({
      status: await system.desk.judgeSharing(userName, deviceId, approved),
    }),
  }),
  operation({
    ...desk,
    ...{
      method: 'get',
      path: '/desk/messages',
      name: 'messages',
      summary: 'What was sent, the newest first',
    },
    ...{ query: PageQuery, answer: schema.Messages },
    async handle({ query }, { system }) {
      const page = pageOf(query);
      return listed(await system.desk.inbox(page), page);
    },
  }),
  operation({
    ...desk,
    ...{ method: 'get', path: '/desk/audit', name: 'auditTrail', summary: 'What happened, the newest first' },
    ...{ query: PageQuery, answer: schema.AuditTrail },
    async handle({ query }, { system }) {
      const page = pageOf(query);
      return listed(await system.desk.auditTrail(page), page);
    },
  }),
];

export const DESK_OPERATIONS: readonly Operation[] = [...PEOPLE, ...TELEPHONE];
