/** The serial ports of a machine, from files as Linux has them; which one is taken without being named. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onlyPort } from '../../emulator/cli/commands/host/port-options.js';
import { linuxSerialPorts, type SerialPortEntry } from '../../host/rig/ports.js';
import { json, newFolder, output } from './run-program.js';

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** A machine with a USB adapter that has a lasting name, one of few words, a UART, an empty place, a console. */
function machine(): string {
  const root = newFolder();
  const usb = (port: string, device: string, facts: Readonly<Record<string, string>>, depth: string) => {
    for (const [name, text] of Object.entries(facts))
      write(join(root, 'sys/devices', device, name), `${text}\n`);
    mkdirSync(join(root, 'sys/devices', device, depth), { recursive: true });
    link(join(root, 'sys/class/tty', port, 'device'), `../../../devices/${device}/${depth}`);
  };
  usb(
    'ttyUSB0',
    'usb1/1-2',
    {
      idVendor: '0403',
      idProduct: '6001',
      manufacturer: 'FTDI',
      product: 'FT232R USB UART',
      serial: 'A50285BI',
    },
    '1-2:1.0/ttyUSB0',
  );
  usb('ttyACM0', 'usb1/1-3', { idVendor: '2341', idProduct: '0043' }, '1-3:1.0');
  for (const [port, type] of [
    ['ttyS0', '4'],
    ['ttyS1', '0'],
  ] as const) {
    mkdirSync(join(root, 'sys/devices/platform', port), { recursive: true });
    write(join(root, 'sys/class/tty', port, 'type'), `${type}\n`);
    link(join(root, 'sys/class/tty', port, 'device'), `../../../devices/platform/${port}`);
  }
  mkdirSync(join(root, 'sys/class/tty/tty0'));
  for (const port of ['ttyUSB0', 'ttyACM0', 'ttyS0', 'ttyS1', 'tty0']) write(join(root, 'dev', port), '');
  link(join(root, 'dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0'), '../../ttyUSB0');
  return root;
}

const everything = () => true;

describe('the serial ports of Linux', () => {
  it('come with lasting names and what their USB devices tell', () => {
    const root = machine();
    const dev = join(root, 'dev');
    expect(linuxSerialPorts({ root, mayOpen: everything })).toEqual([
      {
        path: join(dev, 'serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0'),
        device: join(dev, 'ttyUSB0'),
        usb: {
          vendorId: '0403',
          productId: '6001',
          manufacturer: 'FTDI',
          product: 'FT232R USB UART',
          serialNumber: 'A50285BI',
        },
        hint: null,
      },
      {
        path: join(dev, 'ttyACM0'),
        device: join(dev, 'ttyACM0'),
        usb: { vendorId: '2341', productId: '0043', manufacturer: null, product: null, serialNumber: null },
        hint: null,
      },
      { path: join(dev, 'ttyS0'), device: join(dev, 'ttyS0'), usb: null, hint: null },
    ]);
  });

  it('come with the group that may open them, when this user may not', () => {
    const root = machine();
    const groupId = process.getgid?.() ?? 0;
    write(join(root, 'etc/group'), `root:x:99999:\ndialout:x:${groupId}:\n`);
    chmodSync(join(root, 'dev/ttyUSB0'), 0o660);
    chmodSync(join(root, 'dev/ttyACM0'), 0o600);
    const ports = linuxSerialPorts({ root, mayOpen: (path) => path.endsWith('ttyS0') });
    const hints = Object.fromEntries(ports.map(({ device, hint }) => [device.slice(root.length), hint]));
    expect(hints['/dev/ttyS0']).toBeNull();
    expect(hints['/dev/ttyUSB0']).toContain('sudo usermod -aG dialout');
    expect(hints['/dev/ttyACM0']).toContain('only root');
  });

  it('are none where the system has no such files', () => {
    expect(linuxSerialPorts({ root: newFolder(), mayOpen: everything })).toEqual([]);
  });
});

describe('without --port', () => {
  const identity = {
    vendorId: '0403',
    productId: '6001',
    manufacturer: null,
    product: null,
    serialNumber: null,
  };
  const port = (path: string, isUsb: boolean): SerialPortEntry => ({
    path,
    device: path,
    usb: isUsb ? identity : null,
    hint: null,
  });
  const usb = port('/dev/ttyUSB0', true);
  const other = port('/dev/ttyUSB1', true);
  const builtIn = port('/dev/ttyS0', false);

  it('the only USB serial port is taken, and never a built-in one, which may be a console', () => {
    expect(onlyPort([builtIn, usb])).toBe('/dev/ttyUSB0');
    expect(() => onlyPort([builtIn])).toThrow(expect.objectContaining({ code: 'PORT_NOT_FOUND' }));
  });

  it('none is guessed of several', () => {
    expect(() => onlyPort([usb, other])).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
  });
});

describe('host ports', () => {
  it('runs on this machine, and says which other forms there are when it finds none', () => {
    const entries = json(['host', 'ports']) as readonly { readonly path: string }[];
    const text = output(['host', 'ports']);
    for (const { path } of entries) expect(text).toContain(path);
    if (entries.length === 0) expect(text).toMatch(/pseudo-terminal, tcp:\/\/HOST:PORT or unix:PATH/);
  });
});

describe('host reader-conf', () => {
  it('names the port, the reader and the driver, and when pcscd must be started', () => {
    const text = output(['host', 'reader-conf', '--port', '/dev/ttyUSB0']);
    expect(text).toContain('\nDEVICENAME   /dev/ttyUSB0:GemPCPinPad\n');
    expect(text).toContain('\nLIBPATH      /usr/lib/pcsc/drivers/serial/libccidtwin.so\n');
    expect(text).toMatch(/^# .*start it after the twin, and again/m);
    const lines = text.split('\n').filter((line) => !line.startsWith('#') && line !== '');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['FRIENDLYNAME', 'DEVICENAME', 'LIBPATH']);
  });

  it('takes a relative path, several ports and another reader', () => {
    const folder = newFolder();
    const words = ['host', 'reader-conf', '--port', 'card', '--port', '/dev/ttyS0', '--reader', 'two-slot'];
    const text = output(words, { folder });
    expect(text).toMatch(/^DEVICENAME {3}\/.*\/card:GemCoreSIMPro2$/m);
    expect(text).toMatch(/^DEVICENAME {3}\/dev\/ttyS0:GemCoreSIMPro2$/m);
    expect(new Set(text.match(/^FRIENDLYNAME .*$/gm)).size).toBe(2);
  });
});
