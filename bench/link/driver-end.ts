/**
 * Contestant: the driver at one end of a line and the twin at the other, GET DATA of the serial number.
 */
import { asciiText } from '../../firmware/ascii.js';
import { getDataCommand } from '../../firmware/card/commands.js';
import { STATUS } from '../../firmware/card/status-words.js';
import { DATA_TAG } from '../../firmware/card/tags.js';
import { BUILT_PROGRAM, builtHost } from '../built.js';
import { type DeviceProcess, startDevice } from './device-process.js';
import type { LinkContestant } from './exchange-rounds.js';

export const DRIVER_NAME = 'tokentwin driver and twin';

export const GET_SERIAL_NUMBER = getDataCommand(DATA_TAG.serialNumber);

/** Published with the demo card. */
const DEMO_SERIAL_NUMBER = '10000001';

/** @param address of the demo card */
export async function linkDriver(address: string): Promise<LinkContestant> {
  const { openToken } = await builtHost();
  const token = await openToken(address);
  return {
    name: DRIVER_NAME,
    async exchange() {
      const { data, statusWord } = await token.transmit(GET_SERIAL_NUMBER);
      if (statusWord !== STATUS.success || asciiText(data) !== DEMO_SERIAL_NUMBER) {
        throw new Error('the driver does not get the known serial number');
      }
    },
    close: () => token.close(),
  };
}

/**
 * The twin in a process of its own.
 *
 * @param card `demo`, which has its flash in memory, or a token file
 * @param words by which it is put on the line
 */
export function startTwin(card: string, words: readonly string[]): Promise<DeviceProcess> {
  return startDevice([BUILT_PROGRAM, 'emulate', card, '--headless', ...words]);
}
