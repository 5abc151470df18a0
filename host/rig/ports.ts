/**
 * The serial ports of this machine.
 *
 * Linux is asked by its own files, because the package `serialport` would start a program of udev for it and
 * end the process where that is missing; elsewhere the package knows. Pseudo-terminals are not among them: a
 * twin tells the path of its own.
 */
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the USB device behind a port tells of itself; null for what it does not tell. */
export interface UsbIdentity {
  /** Four hexadecimal digits, as is the product's. */
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serialNumber: string | null;
}

export interface SerialPortEntry {
  /** To be opened: a name below /dev/serial/by-id, which stays with the device, where there is one. */
  readonly path: string;
  /** The device file, the same as the path where there is no lasting name. */
  readonly device: string;
  /** null on a port that is built in. */
  readonly usb: UsbIdentity | null;
  /** What to do when the port cannot be opened, in one sentence; null when it can. */
  readonly hint: string | null;
}

export interface LinuxFiles {
  /** The folder that has `dev`, `sys` and `etc`. */
  readonly root: string;
  /** May this user read and write the file? */
  mayOpen(path: string): boolean;
}

const THIS_MACHINE: LinuxFiles = {
  root: '/',
  mayOpen(path) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
};

/** The serial ports, by path. */
export async function listSerialPorts(): Promise<SerialPortEntry[]> {
  return process.platform === 'linux' ? linuxSerialPorts(THIS_MACHINE) : await portsByPackage();
}

/** The serial ports of a Linux system, by path. */
export function linuxSerialPorts(files: LinuxFiles): SerialPortEntry[] {
  const lastingNames = namesById(files.root);
  return entriesOf(join(files.root, 'sys/class/tty'))
    .filter((name) => isSerialPort(files.root, name))
    .map((name) => {
      const device = join(files.root, 'dev', name);
      const path = lastingNames.get(device) ?? device;
      return { path, device, usb: usbIdentity(files.root, name), hint: accessHint(files, device) };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Consoles and pseudo-terminals have no device; a built-in port of type 0 is a place without a chip. */
function isSerialPort(root: string, name: string): boolean {
  const folder = join(root, 'sys/class/tty', name);
  return realPath(join(folder, 'device')) !== null && line(join(folder, 'type')) !== '0';
}

function namesById(root: string): Map<string, string> {
  const folder = join(root, 'dev/serial/by-id');
  const names = new Map<string, string>();
  for (const name of entriesOf(folder)) {
    const device = realPath(join(folder, name));
    if (device !== null) names.set(device, join(folder, name));
  }
  return names;
}

/** The nearest device above the port that has a vendor's number is the USB device. */
function usbIdentity(root: string, name: string): UsbIdentity | null {
  let folder = realPath(join(root, 'sys/class/tty', name, 'device'));
  for (; folder !== null && dirname(folder) !== folder; folder = dirname(folder)) {
    const vendorId = line(join(folder, 'idVendor'));
    if (vendorId === null) continue;
    return {
      vendorId,
      productId: line(join(folder, 'idProduct')) ?? '',
      manufacturer: line(join(folder, 'manufacturer')),
      product: line(join(folder, 'product')),
      serialNumber: line(join(folder, 'serial')),
    };
  }
  return null;
}

function accessHint({ root, mayOpen }: LinuxFiles, device: string): string | null {
  if (mayOpen(device)) return null;
  const group = groupOf(root, device);
  if (group === null || group === 'root') return 'No permission: only root may open this port.';
  return `No permission: add your user to the group ${group} (sudo usermod -aG ${group} $USER) and log in again.`;
}

/** The name of the group that owns a file and may use it. */
function groupOf(root: string, device: string): string | null {
  const stats = statSync(device, { throwIfNoEntry: false });
  if (stats === undefined || (stats.mode & 0o060) !== 0o060) return null;
  const groups = contentsOf(join(root, 'etc/group'))?.split('\n') ?? [];
  const entry = groups.map((text) => text.split(':')).find(([, , id]) => id === String(stats.gid));
  return entry?.[0] ?? String(stats.gid);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function contentsOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** A file of one line, as sysfs has them; null when it is missing or empty. */
function line(path: string): string | null {
  return contentsOf(path)?.trim() || null;
}

async function portsByPackage(): Promise<SerialPortEntry[]> {
  const { SerialPort } = await import('serialport');
  return (await SerialPort.list()).map(({ path, vendorId, productId, manufacturer, serialNumber }) => ({
    path,
    device: path,
    usb:
      vendorId === undefined
        ? null
        : {
            vendorId,
            productId: productId ?? '',
            manufacturer: manufacturer ?? null,
            product: null,
            serialNumber: serialNumber ?? null,
          },
    hint: null,
  }));
}
