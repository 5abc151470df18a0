/**
 * Opens the line that a description names. What only some lines need (koffi, serialport) is loaded with them.
 */
import type { Line, LineListener } from './line.js';
import type { LineDescription } from './line-description.js';
import { openPseudoTerminal } from './pseudo-terminal.js';
import { openSerialPort } from './serial-port.js';
import { openTcp } from './tcp.js';
import { openUnixSocket } from './unix-socket.js';

/**
 * @throws TokentwinError LINE_PLATFORM when the platform has no such line, LINE_DENIED, LINE_TAKEN or LINE_OPEN
 *   when it cannot be opened, LINE_ADDRESS when its path is too long
 */
export function openLine(description: LineDescription, listener: LineListener): Promise<Line> {
  switch (description.kind) {
    case 'pseudoTerminal':
      return openPseudoTerminal(description.link, listener);
    case 'serialPort':
      return openSerialPort(description.path, description.baudRate, listener);
    case 'tcp':
      return openTcp(description.host, description.port, listener);
    case 'unixSocket':
      return openUnixSocket(description.path, listener);
  }
}
