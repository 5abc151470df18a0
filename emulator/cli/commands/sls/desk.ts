/** `tokentwin sls desk`: what client services do on the telephone, and what they can look up. */
import { TokentwinError } from '../../../../firmware/error.js';
import type { SecureLoginSystem } from '../../../../host/sls/system.js';
import type { Arguments, CommandBody } from '../../command.js';
import { needed, printFound, printRows, STORE_OPTIONS, withStore } from './store-options.js';

const ACTIONS = [
  ...(['temporary-code', 'unlock', 'orders', 'post', 'approve', 'refuse'] as const),
  ...(['messages', 'audit'] as const),
];
const PAGE = { before: null, limit: 100 } as const;

function timeText(atMs: number): string {
  return new Date(atMs).toISOString();
}

async function act(given: Arguments, { desk }: SecureLoginSystem, action: string): Promise<void> {
  switch (action) {
    case 'temporary-code': {
      const { code, expiresAtMs } = await desk.issueTemporaryCode(needed(given, 'user'));
      printFound(given, { code, expires: timeText(expiresAtMs) });
      return;
    }
    case 'unlock':
      printFound(given, {
        answer: await desk.answerUnlock(needed(given, 'device'), needed(given, 'question')),
      });
      return;
    case 'orders': {
      const orders = await desk.orders(PAGE);
      printRows(
        given,
        orders.map(({ id, userId, deviceKind, status }) => ({
          order: id,
          user: userId,
          kind: deviceKind,
          status,
        })),
      );
      return;
    }
    case 'post': {
      const { id, status } = await desk.postOrder(needed(given, 'order'), needed(given, 'device'));
      printFound(given, { order: id, status });
      return;
    }
    case 'approve':
    case 'refuse': {
      const status = await desk.judgeSharing(
        needed(given, 'user'),
        needed(given, 'device'),
        action === 'approve',
      );
      printFound(given, { status });
      return;
    }
    case 'messages': {
      const messages = await desk.inbox(PAGE);
      printRows(
        given,
        messages.map(({ atMs, userId, channel, to, text }) => ({
          at: timeText(atMs),
          userId,
          channel,
          to,
          text,
        })),
      );
      return;
    }
    case 'audit': {
      const entries = await desk.auditTrail(PAGE);
      printRows(
        given,
        entries.map(({ atMs, event, userId, deviceId, details }) => ({
          ...{ at: timeText(atMs), event, user: userId, device: deviceId },
          details: JSON.stringify(details),
        })),
      );
      return;
    }
    default:
      throw new TokentwinError('ARGUMENT', `There is no action of that name: ${ACTIONS.join(', ')}.`);
  }
}

export const slsDesk: CommandBody = {
  positionals: [{ name: 'action', describe: ACTIONS.join(', '), arity: 'required' }],
  options: {
    ...STORE_OPTIONS,
    user: { type: 'string', describe: 'the user name' },
    device: { type: 'string', describe: 'the id of a device' },
    order: { type: 'string', describe: 'the id of an order' },
    question: { type: 'string', describe: 'what a locked card shows' },
  },
  examples: [
    ['sls desk temporary-code --user anna --database my-store', 'to be read out on the telephone'],
    ['sls desk unlock --device ID --question 12345678 --database my-store', 'the answer for a locked card'],
    ['sls desk messages --database my-store', 'the inbox: what would have gone to telephones'],
  ],
  async run(given) {
    const action = given.text('action') as string;
    await withStore(given, (system) => act(given, system, action));
    return 0;
  },
};
