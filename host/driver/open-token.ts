/**
 * Opens a token: port, reader, card, application.
 */
import { isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { checkCallOptions } from './call-limit.js';
import { CardSession } from './card-session.js';
import { DriverToken } from './driver-token.js';
import type { PortOpener } from './ports/byte-port.js';
import { portOpener } from './ports/port-address.js';
import { SERIAL_DEFAULTS } from './ports/serial-settings.js';
import { ReaderConnection } from './reader-connection.js';
import type { OpenOptions, Token, TokenApplication } from './token.js';

const OPEN_MS = 10_000;

const APPLICATIONS: readonly TokenApplication[] = ['dsc-plus', 'security-code-card'];

/**
 * Opens the token behind a reader on a port.
 *
 * @param port `/dev/ttyUSB0` (any path), `tcp://HOST:PORT`, `unix:PATH`, or an opener of the caller's own
 * @param options `timeoutMs` 10 000 unless told, for all of it
 * @throws TokentwinError PORT_ADDRESS, PORT_NOT_FOUND, PORT_DENIED, PORT_TAKEN, PORT_OPEN, NOT_A_TOKEN, NO_CARD,
 *   CARD_MUTE, APPLICATION_MISSING, ABORTED, TIMED_OUT, ARGUMENT for an option that cannot be
 */
export async function openToken(port: string | PortOpener, options: OpenOptions = {}): Promise<Token> {
  checkCallOptions(options);
  const { signal, timeoutMs = OPEN_MS, application } = options;
  if (application !== undefined && !APPLICATIONS.includes(application)) {
    throw new TokentwinError('ARGUMENT', `The applications are ${APPLICATIONS.join(' and ')}.`);
  }
  const { baudRate = SERIAL_DEFAULTS.baudRate, stopBits = SERIAL_DEFAULTS.stopBits } = options;
  const opener = typeof port === 'string' ? portOpener(port, { baudRate, stopBits }) : port;
  const connection = new ReaderConnection(opener, options);
  const startedAt = performance.now();
  await connection.open({ signal, timeoutMs });
  const session = new CardSession(connection);
  const wanted = application === undefined ? APPLICATIONS : [application];
  try {
    const restMs = Math.max(1, timeoutMs - (performance.now() - startedAt));
    const found = await connection.call({ signal }, restMs, () => firstApplication(session, wanted));
    return new DriverToken(connection, session, found);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Selects the first of some applications that the card has. @throws TokentwinError APPLICATION_MISSING */
async function firstApplication(
  session: CardSession,
  wanted: readonly TokenApplication[],
): Promise<TokenApplication> {
  for (const application of wanted) {
    try {
      await session.use(application);
      return application;
    } catch (error) {
      if (!isTokentwinError(error, 'APPLICATION_MISSING')) throw error;
    }
  }
  throw new TokentwinError('APPLICATION_MISSING', `The card in the reader is no ${wanted.join(' and no ')}.`);
}
