/** `tokentwin host reader-conf`: the configuration with which pcscd finds a token. */
import { resolve } from 'node:path';
import { TokentwinError } from '../../../../firmware/error.js';
import { READER_VARIANTS, type ReaderVariantName } from '../../../../firmware/link/reader/variants.js';
import { readerConf as textOf } from '../../../../host/rig/reader-conf.js';
import type { CommandBody } from '../../command.js';
import { print } from '../../standard-output.js';
import { portAddresses } from './port-options.js';

/** @throws TokentwinError PORT_ADDRESS: libccid opens nothing but serial ports */
function pathOf(address: string): string {
  if (!/^(unix:|[a-z0-9]+:\/\/)/i.test(address)) return resolve(address);
  throw new TokentwinError(
    'PORT_ADDRESS',
    `pcscd reaches no ${address}: start the twin with --serial pty:LINK and name the link.`,
  );
}

export const readerConf: CommandBody = {
  positionals: [],
  options: {
    port: {
      type: 'string',
      describe: 'the serial port, or the link of a twin (--serial pty:LINK); may be given more than once',
    },
    reader: {
      type: 'string',
      describe: 'the reader on the port; default gempc-pinpad',
      choices: READER_VARIANTS.map(({ name }) => name),
    },
  },
  examples: [['host reader-conf --port /dev/ttyUSB0', 'prints a file for /etc/reader.conf.d']],
  async run(given) {
    const paths = (await portAddresses(given)).map(pathOf);
    print(textOf(paths, (given.text('reader') ?? 'gempc-pinpad') as ReaderVariantName));
    return 0;
  },
};
