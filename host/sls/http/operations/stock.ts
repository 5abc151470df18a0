/** Devices and orders at the desk. */
import { type Operation, operation } from '../operation.js';
import * as schema from '../schemas/desk.js';
import { PageQuery } from '../schemas/fields.js';
import { OrderView, Pin } from '../schemas/portal.js';
import { Question } from '../schemas/steps.js';
import type { SlsService } from '../service.js';
import { deviceView, orderView } from '../views.js';
import { listed, pageOf } from './desk.js';

const desk = { access: 'desk' } as const;

function now({ system: { ports } }: SlsService) {
  return { policy: ports.policy, nowMs: ports.clock.nowMs() };
}

export const STOCK_OPERATIONS: readonly Operation[] = [
  operation({
    ...desk,
    ...{
      method: 'post',
      path: '/desk/devices',
      name: 'takeIntoStock',
      summary: 'A device, with its secrets',
    },
    ...{ body: schema.StockDevice, answer: schema.DeviceView, refusals: ['SLS_DEVICE', 'SLS_EXISTS'] },
    async handle({ body: { counter, ...device } }, service) {
      const made = { ...device, ...(counter !== undefined && { counter }) };
      return deviceView(await service.system.desk.takeIntoStock(made), now(service));
    },
  }),
  operation({
    ...desk,
    ...{ method: 'get', path: '/desk/devices', name: 'devices', summary: 'Devices, the newest first' },
    ...{ query: PageQuery, answer: schema.Devices },
    async handle({ query }, service) {
      const page = pageOf(query);
      const devices = await service.system.desk.devices(page);
      return listed(
        devices.map((device) => deviceView(device, now(service))),
        page,
      );
    },
  }),
  operation({
    ...desk,
    ...{
      method: 'get',
      path: '/desk/devices/{id}',
      name: 'device',
      summary: 'A device, without its secrets',
    },
    ...{ answer: schema.DeviceView, refusals: ['SLS_UNKNOWN'] },
    handle: async ({ id }, service) => deviceView(await service.system.desk.device(id), now(service)),
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/devices/{id}/hand-over', name: 'handOver' },
    summary: 'Gives a device of the stock to a user: active at once',
    ...{ body: schema.HandOver, answer: null, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    handle: ({ id, body }, { system }) => system.desk.handOver(body.userName, id),
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/devices/{id}/end', name: 'endDevice' },
    summary: 'A device that is lost, stolen, damaged or sent back; says what is charged',
    ...{ body: schema.End, answer: schema.Charge, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    handle: async ({ id, body }, { system }) => ({ chargedUsd: await system.desk.endDevice(id, body.end) }),
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/devices/{id}/unlock', name: 'answerUnlock' },
    summary: 'The answer to the question of a locked card',
    ...{ body: schema.UnlockQuestion, answer: schema.UnlockAnswer },
    refusals: ['SLS_UNKNOWN', 'SLS_DEVICE', 'UNLOCK_NOT_SUPPORTED', 'UNLOCK_QUESTION_FORMAT'],
    handle: async ({ id, body }, { system }) => ({
      answer: await system.desk.answerUnlock(id, body.question),
    }),
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/devices/{id}/resynchronisation', name: 'resynchroniseByDesk' },
    summary: 'Asks for two codes in a row, read out on the telephone',
    ...{ answer: Question, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE'] },
    handle: ({ id }, { system }) => system.desk.resynchronise(id),
  }),
  operation({
    ...desk,
    ...{
      method: 'put',
      path: '/desk/devices/{id}/pin',
      name: 'resetPin',
      summary: 'A forgotten PIN, set anew',
    },
    ...{ body: Pin, answer: null, refusals: ['SLS_UNKNOWN', 'SLS_DEVICE', 'SLS_PIN'] },
    handle: ({ id, body }, { system }) => system.desk.resetPin(id, body.pin),
  }),
  operation({
    ...desk,
    ...{ method: 'get', path: '/desk/orders', name: 'orders', summary: 'Orders, the newest first' },
    ...{ query: PageQuery, answer: schema.Orders },
    async handle({ query }, { system }) {
      const page = pageOf(query);
      return listed((await system.desk.orders(page)).map(orderView), page);
    },
  }),
  operation({
    ...desk,
    ...{ method: 'post', path: '/desk/orders/{id}/posting', name: 'postOrder' },
    summary: 'Posts a device of the stock for an order',
    ...{ body: schema.Posting, answer: OrderView, refusals: ['SLS_UNKNOWN', 'SLS_ORDER', 'SLS_DEVICE'] },
    handle: async ({ id, body }, { system }) => orderView(await system.desk.postOrder(id, body.deviceId)),
  }),
];
