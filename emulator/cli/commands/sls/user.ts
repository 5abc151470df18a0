/** `tokentwin sls user`: user names, and who they belong to. */
import { TokentwinError } from '../../../../firmware/error.js';
import { DOCUMENT_TYPES, type DocumentType, NO_PERSONAL_DATA } from '../../../../host/sls/records/people.js';
import type { SecureLoginSystem } from '../../../../host/sls/system.js';
import type { Arguments, CommandBody } from '../../command.js';
import { smallNumber } from '../../numbers.js';
import { secretInput } from '../../secret-input.js';
import { needed, printFound, printRows, STORE_OPTIONS, withStore } from './store-options.js';

const PASSWORD_VARIABLE = 'TOKENTWIN_PASSWORD';
const ACTIONS = ['add', 'show', 'list', 'password', 'release'] as const;
const PAGE = { before: null, limit: 1000 } as const;

function documentOf(text: string): { type: DocumentType; number: string } {
  const [, type, number] = /^([a-z-]+):(.+)$/.exec(text) ?? [];
  const known = DOCUMENT_TYPES.find((name) => name === type);
  if (known === undefined || number === undefined)
    throw new TokentwinError('ARGUMENT', `--document is TYPE:NUMBER, of ${DOCUMENT_TYPES.join(', ')}.`);
  return { type: known, number };
}

async function entityFor(given: Arguments, { desk }: SecureLoginSystem, userName: string): Promise<string> {
  const entity = given.text('entity');
  if (entity !== undefined) return entity;
  const added = await desk.addEntity({
    kind: 'person',
    name: userName,
    identification: {
      birthDate: needed(given, 'birth-date'),
      citizenship: needed(given, 'citizenship'),
      legalResidence: given.text('residence') ?? needed(given, 'citizenship'),
      document: documentOf(needed(given, 'document')),
      socialSecurityNumber: given.text('ssn') ?? null,
    },
    personalData: NO_PERSONAL_DATA,
  });
  return added.id;
}

async function add(given: Arguments, userName: string): Promise<void> {
  const password = await secretInput(given.text('password'), PASSWORD_VARIABLE, 'password');
  const equityUsd = smallNumber(given.text('equity') ?? '0', '--equity');
  await withStore(given, async (system) => {
    const entityId = await entityFor(given, system, userName);
    const user = await system.desk.addUser({
      ...{ userName, password, entityId, equityUsd, accountKind: 'individual' },
      accountId: given.text('account') ?? null,
    });
    printFound(given, { user: user.id, entity: user.entityId, account: user.accountId });
  });
}

async function show(given: Arguments, userName: string): Promise<void> {
  await withStore(given, async ({ desk }) => {
    const { user, devices } = await desk.user(userName);
    printFound(given, {
      ...{ user: user.id, entity: user.entityId, account: user.accountId },
      ...{ failures: user.failuresMs.length, optedOut: user.optedOutAtMs !== null },
      devices: devices.map(({ device, assignment }) => ({
        ...{ id: device.id, kind: device.kind, serialNumber: device.serialNumber },
        ...{ status: device.status, use: assignment.status, role: assignment.role },
      })),
    });
  });
}

async function list(given: Arguments): Promise<void> {
  await withStore(given, async ({ desk }) => {
    const users = await desk.users(PAGE);
    printRows(
      given,
      users.map(({ id, entityId, accountId }) => ({ user: id, entity: entityId, account: accountId })),
    );
  });
}

async function run(given: Arguments): Promise<number> {
  const action = given.text('action') as string;
  if (action === 'list') {
    await list(given);
    return 0;
  }
  const userName = given.text('name');
  if (userName === undefined) throw new TokentwinError('ARGUMENT', 'Name the user behind the action.');
  switch (action) {
    case 'add':
      await add(given, userName);
      return 0;
    case 'show':
      await show(given, userName);
      return 0;
    case 'password': {
      const password = await secretInput(given.text('password'), PASSWORD_VARIABLE, 'password');
      await withStore(given, ({ desk }) => desk.setPassword(userName, password));
      return 0;
    }
    case 'release':
      await withStore(given, ({ desk }) => desk.release(userName));
      return 0;
    default:
      throw new TokentwinError('ARGUMENT', `There is no action of that name: ${ACTIONS.join(', ')}.`);
  }
}

export const slsUser: CommandBody = {
  positionals: [
    { name: 'action', describe: ACTIONS.join(', '), arity: 'required' },
    { name: 'name', describe: 'the user name', arity: 'optional' },
  ],
  options: {
    ...STORE_OPTIONS,
    password: {
      type: 'string',
      describe: 'the password; - reads it from standard input; else TOKENTWIN_PASSWORD or a prompt',
    },
    'birth-date': { type: 'string', describe: '1970-12-31' },
    citizenship: { type: 'string', describe: 'two letters, for example CH' },
    residence: { type: 'string', describe: 'country of legal residence; default the citizenship' },
    document: { type: 'string', describe: 'TYPE:NUMBER, for example passport:X1234567' },
    ssn: { type: 'string', describe: 'social security number, of US persons' },
    entity: { type: 'string', describe: 'another user name of this entity' },
    account: { type: 'string', describe: 'within this account; default a new one' },
    equity: { type: 'string', describe: 'of a new account, in USD; a DSC+ is ordered from a million' },
  },
  examples: [
    [
      'sls user add anna --birth-date 1971-03-14 --citizenship CH --document passport:X1234567 --database my-store',
      'a person with a user name',
    ],
    ['sls user show anna --database my-store', 'devices and failures'],
    ['sls user release anna --database my-store', 'ends a lock early'],
  ],
  run,
};
