/** `tokentwin host ports`: the serial ports of this machine. */
import { listSerialPorts, type SerialPortEntry } from '../../../../host/rig/ports.js';
import { type CommandBody, JSON_OPTION } from '../../command.js';
import { printLine } from '../../standard-output.js';

const OTHER_FORMS = 'A port is also the path of a pseudo-terminal, tcp://HOST:PORT or unix:PATH.';

function linesOf({ path, device, usb, hint }: SerialPortEntry): string[] {
  const lines = [path === device ? path : `${path} (${device})`];
  if (usb === null) lines.push('  built in');
  else {
    const { vendorId, productId, manufacturer, product, serialNumber } = usb;
    const names = [manufacturer, product].filter((name) => name !== null).join(' ');
    const number = serialNumber === null ? 'no serial number' : `serial number ${serialNumber}`;
    lines.push(`  ${names === '' ? 'USB device' : names}, USB ${vendorId}:${productId}, ${number}`);
  }
  if (hint !== null) lines.push(`  ${hint}`);
  return lines;
}

export const ports: CommandBody = {
  positionals: [],
  options: { json: JSON_OPTION },
  examples: [['host ports', 'shows each port with the name that stays with its device']],
  async run(given) {
    const entries = await listSerialPorts();
    if (given.flag('json')) printLine(JSON.stringify(entries));
    else if (entries.length === 0) printLine(`There is no serial port. ${OTHER_FORMS}`);
    else for (const line of entries.flatMap(linesOf)) printLine(line);
    return 0;
  },
};
