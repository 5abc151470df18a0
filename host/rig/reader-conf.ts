/**
 * The configuration with which pcscd finds a token: a stanza of reader.conf for the serial driver of libccid.
 */
import { TokentwinError } from '../../firmware/error.js';
import { type ReaderVariantName, readerVariant } from '../../firmware/link/reader/variants.js';

/** Where Debian's libccid has its serial driver. */
const LIBRARY = '/usr/lib/pcsc/drivers/serial/libccidtwin.so';

const HEADER = `\
# Save this as a file of a folder of its own, for example $PWD/reader.conf.d/tokentwin, and start
#   pcscd --foreground --config $PWD/reader.conf.d
# whose folder must be named by its whole path; or save it in /etc/reader.conf.d and restart pcscd.
# pcscd looks for the port only when it starts: start it after the twin, and again whenever the twin was.
`;

/**
 * The text of a configuration file.
 *
 * @param paths whole paths of serial ports or pseudo-terminals, one for each reader
 * @throws TokentwinError PORT_ADDRESS when a path cannot stand in the file (pcscd's lexer, src/configfile.l)
 */
export function readerConf(paths: readonly string[], reader: ReaderVariantName): string {
  const { libccidName } = readerVariant(reader);
  const stanzas = paths.map((path, index) => {
    const name = paths.length === 1 ? 'Tokentwin' : `Tokentwin ${index + 1}`;
    return `
FRIENDLYNAME "${name}"
DEVICENAME   ${checkPath(path)}:${libccidName}
LIBPATH      ${LIBRARY}
`;
  });
  return HEADER + stanzas.join('');
}

/** A colon would begin the name of the reader; quotes would become a part of the path. */
function checkPath(path: string): string {
  if (/^\/[A-Za-z0-9/._@-]*$/.test(path)) return path;
  throw new TokentwinError(
    'PORT_ADDRESS',
    `pcscd cannot read the path ${path}: make a link to it whose whole path has only letters, digits and / . _ @ -.`,
  );
}
