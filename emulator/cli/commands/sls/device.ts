/** `tokentwin sls device`: devices of the verifier, imported from token files. */
import { TokentwinError } from '../../../../firmware/error.js';
import { DEVICE_ENDS } from '../../../../host/sls/rules/fees.js';
import { stockOfTokenFile } from '../../../verifier/stock-device.js';
import { type Arguments, type CommandBody, PIN_OPTION } from '../../command.js';
import { secretInput } from '../../secret-input.js';
import { needed, printFound, printRows, STORE_OPTIONS, withStore } from './store-options.js';

const ACTIONS = ['import', 'list', 'show', 'hand-over', 'end', 'pin'] as const;
const PAGE = { before: null, limit: 1000 } as const;

async function pinOf(given: Arguments): Promise<string | null> {
  const isGiven = given.text('pin') !== undefined || (process.env.TOKENTWIN_PIN ?? '') !== '';
  return isGiven ? await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN') : null;
}

async function importToken(given: Arguments, file: string): Promise<void> {
  const stock = stockOfTokenFile(file, await pinOf(given));
  const userName = given.text('user');
  await withStore(given, async ({ desk }) => {
    const device = await desk.takeIntoStock(stock);
    if (userName !== undefined) await desk.handOver(userName, device.id);
    const { id, kind, serialNumber } = device;
    printFound(given, { device: id, kind, serialNumber, user: userName ?? null });
  });
}

async function list(given: Arguments): Promise<void> {
  await withStore(given, async ({ desk }) => {
    const devices = await desk.devices(PAGE);
    printRows(
      given,
      devices.map(({ id, kind, serialNumber, status, ownerId }) => ({
        ...{ device: id, kind, serialNumber, status, user: ownerId },
      })),
    );
  });
}

async function show(given: Arguments, deviceId: string): Promise<void> {
  await withStore(given, async ({ desk }) => {
    const { id, kind, serialNumber, status, ownerId, counter, failuresMs } = await desk.device(deviceId);
    printFound(given, {
      ...{ device: id, kind, serialNumber, status, user: ownerId, counter },
      failures: failuresMs.length,
    });
  });
}

async function end(given: Arguments, deviceId: string): Promise<void> {
  const reason = DEVICE_ENDS.find((name) => name === given.text('reason'));
  if (reason === undefined)
    throw new TokentwinError('ARGUMENT', `--reason is one of ${DEVICE_ENDS.join(', ')}.`);
  await withStore(given, async ({ desk }) => {
    printFound(given, { device: deviceId, chargedUsd: await desk.endDevice(deviceId, reason) });
  });
}

async function run(given: Arguments): Promise<number> {
  const action = given.text('action') as string;
  if (action === 'list') {
    await list(given);
    return 0;
  }
  const what = given.text('what');
  if (what === undefined)
    throw new TokentwinError('ARGUMENT', 'Name the token file or the device behind the action.');
  switch (action) {
    case 'import':
      await importToken(given, what);
      return 0;
    case 'show':
      await show(given, what);
      return 0;
    case 'hand-over': {
      const userName = needed(given, 'user');
      await withStore(given, ({ desk }) => desk.handOver(userName, what));
      return 0;
    }
    case 'end':
      await end(given, what);
      return 0;
    case 'pin': {
      const pin = await secretInput(given.text('pin'), 'TOKENTWIN_PIN', 'PIN');
      await withStore(given, ({ desk }) => desk.resetPin(what, pin));
      return 0;
    }
    default:
      throw new TokentwinError('ARGUMENT', `There is no action of that name: ${ACTIONS.join(', ')}.`);
  }
}

export const slsDevice: CommandBody = {
  positionals: [
    { name: 'action', describe: ACTIONS.join(', '), arity: 'required' },
    { name: 'what', describe: 'a token file to import; else the id of a device', arity: 'optional' },
  ],
  options: {
    ...STORE_OPTIONS,
    user: { type: 'string', describe: 'hand the device over to this user: active at once' },
    pin: { ...PIN_OPTION, describe: `${PIN_OPTION.describe}; of a card that stores one it is read` },
    reason: { type: 'string', describe: `why a device ends: ${DEVICE_ENDS.join(', ')}` },
  },
  examples: [
    [
      'sls device import my.token --user anna --database my-store',
      'the twin of that file is the device of anna',
    ],
    ['sls device list --database my-store', 'all devices, the newest first'],
    ['sls device end ID --reason lost --database my-store', 'it opens nothing any more'],
  ],
  run,
};
