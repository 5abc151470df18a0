/** What is asked of the server itself. */

import { TokentwinError } from '../../../../firmware/error.js';
import { type Operation, operation } from '../operation.js';
import { Advance, Clock } from '../schemas/desk.js';
import { Anything } from '../schemas/fields.js';

export const SERVER_OPERATIONS: readonly Operation[] = [
  operation({
    ...{ method: 'get', path: '/health', name: 'health', summary: 'Nothing, when the server lives' },
    ...{ access: 'public', answer: null },
    handle: async () => null,
  }),
  operation({
    ...{ method: 'post', path: '/health', name: 'healthOfBodies' },
    summary: 'Nothing, when a body of JSON comes through too',
    ...{ access: 'public', body: Anything, answer: null },
    handle: async () => null,
  }),
  operation({
    ...{
      method: 'get',
      path: '/health/ready',
      name: 'ready',
      summary: 'Nothing, when the store answers too',
    },
    ...{ access: 'public', answer: null, refusals: ['SLS_STORE'] },
    async handle(_, { system }) {
      await system.ports.store.get('account', 'none');
      return null;
    },
  }),
  operation({
    ...{ method: 'get', path: '/metrics', name: 'metrics', summary: 'Counts, as Prometheus reads them' },
    ...{ access: 'public', answer: null },
    async handle({ context }, { metrics }) {
      return context.body(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType });
    },
  }),
  operation({
    ...{ method: 'get', path: '/desk/clock', name: 'clock', summary: 'The time of the verifier' },
    ...{ access: 'desk', answer: Clock },
    handle: async (_, { system, clock }) => ({ nowMs: system.ports.clock.nowMs(), mode: clock.mode }),
  }),
  operation({
    ...{ method: 'post', path: '/desk/clock', name: 'advanceClock', summary: 'Turns a manual clock' },
    ...{ access: 'desk', body: Advance, answer: Clock, refusals: ['ARGUMENT'] },
    async handle({ body: { advanceMs } }, { system, clock }) {
      if (clock.mode === 'real')
        throw new TokentwinError('ARGUMENT', 'Only a manual clock is turned: serve with --clock manual.');
      clock.advance(advanceMs);
      return { nowMs: system.ports.clock.nowMs(), mode: clock.mode };
    },
  }),
];
