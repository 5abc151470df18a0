/** `tokentwin host transmit`: command APDUs as they are. */
import { describeResponse } from '../../../../firmware/card/describe.js';
import { hexBytes } from '../../../../firmware/oath/bytes.js';
import type { CommandBody } from '../../command.js';
import { onPorts } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

export const transmit: CommandBody = {
  positionals: [
    { name: 'apdu', describe: 'command APDUs in hexadecimal, sent one after the other', arity: 'list' },
  ],
  options: SEVERAL_PORTS_OPTIONS,
  examples: [
    [
      'host transmit 00A4040006F05457494E01 00CA010100 --port unix:card.sock',
      'selects the DSC+ and reads its serial number',
    ],
  ],
  async run(given) {
    const commands = given.list('apdu').map((text) => hexBytes(text.replaceAll(' ', ''), 'command'));
    return await onPorts(given, async ({ token, call, show }) => {
      for (const command of commands) {
        const { data, statusWord } = await token.transmit(command, call);
        const response = Buffer.of(...data, statusWord >>> 8, statusWord & 0xff);
        const words = describeResponse(command, response);
        const hex = response.subarray(0, -2).toString('hex').toUpperCase();
        show([...(hex === '' ? [] : [hex]), words], {
          data: hex,
          statusWord: words.slice(0, 4),
          meaning: words.slice(5),
        });
      }
    });
  },
};
