/**
 * What names a line or a port on the command line: the twin's lines, vpcd, the ports of the host. Nothing is opened.
 */
import {
  nthLine,
  nthVpcd,
  parseListen,
  parseSerial,
  parseVpcd,
} from '../../../emulator/lines/line-description.js';
import { portOpener } from '../../../host/driver/ports/port-address.js';
import { SERIAL_DEFAULTS } from '../../../host/driver/ports/serial-settings.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

function isPort(port: number, least: number): boolean {
  return Number.isInteger(port) && port >= least && port <= 65_535;
}

function judgeLine(
  parse: (text: string) => ReturnType<typeof parseListen>,
  text: string,
  trace: Trace,
): void {
  const line = trace.attempt(() => parse(text));
  if (line === null) return;
  trace.passed();
  trace.mark(line.kind);
  for (const index of [0, 1, 9]) {
    const other = trace.attempt(() => nthLine(line, index));
    if (other?.kind === 'tcp')
      hold(isPort(other.port, 0) && other.host !== '', 'the answer is right', 'a wrong port');
  }
}

export const target: FuzzTarget = {
  name: 'address',
  takes: 'names of lines and ports',
  form: 'text',
  share: 10,
  run(input, trace) {
    // The caller's own words may stand in a message, and the command line prints it as one line.
    const text = textOf(input)
      .slice(0, 200)
      .replace(/\p{Cc}/gu, '?');
    trace.step();
    judgeLine(parseListen, text, trace);
    judgeLine(parseSerial, text, trace);
    const vpcd = trace.attempt(() => parseVpcd(text));
    if (vpcd !== null) hold(isPort(vpcd.port, 1), 'the answer is right', 'a wrong port of vpcd');
    if (vpcd !== null) trace.attempt(() => nthVpcd(vpcd, 1));
    if (vpcd !== null) trace.passed();
    const opener = trace.attempt(() => portOpener(text, SERIAL_DEFAULTS));
    if (opener !== null) trace.passed();
    hold((opener?.address ?? text) === text, 'the answer is right', 'a port goes by another name');
  },
};
