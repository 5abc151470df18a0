/**
 * The twin on a real serial port, behind a USB adapter for example: 8 data bits, no parity, two stop bits, as
 * libccidtwin sets its end.
 *
 * Works in spite of three faults of the serialport package on Linux: the loss of a port is seen only by who
 * reads, so this always reads and takes a failed write for the loss; a write behind another one may hang, so
 * there is one at a time; a write on a closed port never ends, so none is begun. A host's coming and going
 * cannot be seen on such a line.
 */
import type { SerialPort } from 'serialport';
import { TokentwinError } from '../../firmware/error.js';
import type { Line, LineListener } from './line.js';
import { OutputQueue } from './output-queue.js';

/**
 * @param path of the port, like /dev/ttyUSB0 or COM3
 * @throws TokentwinError LINE_DENIED, LINE_TAKEN or LINE_OPEN; LINE_PLATFORM where the package has no binary
 */
export async function openSerialPort(path: string, baudRate: number, listener: LineListener): Promise<Line> {
  const { SerialPort } = await import('serialport').catch(() => {
    throw new TokentwinError(
      'LINE_PLATFORM',
      'Serial ports cannot be used on this platform: use a TCP line, for example --listen 127.0.0.1:4000.',
    );
  });
  const port = new SerialPort({ path, baudRate, dataBits: 8, parity: 'none', stopBits: 2, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(openError(error, path))));
  });
  return new SerialPortLine(port, listener);
}

class SerialPortLine implements Line {
  readonly address: string;
  readonly #port: SerialPort;
  readonly #listener: LineListener;
  readonly #queue: OutputQueue;
  #writing = false;
  #open = true;
  #closing: Promise<void> | null = null;

  constructor(port: SerialPort, listener: LineListener) {
    this.address = port.path;
    this.#port = port;
    this.#listener = listener;
    this.#queue = new OutputQueue((sentence) => listener.noticed(sentence));
    port.on('error', () => this.#lost());
    port.on('close', () => this.#lost());
    port.on('data', (bytes: Buffer) => {
      if (this.#open) listener.received(bytes);
    });
  }

  write(bytes: Uint8Array): void {
    if (!this.#open) return;
    this.#queue.add(bytes);
    this.#writeNext();
  }

  close(): Promise<void> {
    this.#open = false;
    this.#closing ??= new Promise((resolve) => {
      if (this.#port.isOpen) this.#port.close(() => resolve());
      else resolve();
    });
    return this.#closing;
  }

  #writeNext(): void {
    if (this.#writing || !this.#open || this.#queue.isEmpty) return;
    this.#writing = true;
    const bytes = this.#queue.peek();
    this.#port.write(bytes, (error) => {
      this.#writing = false;
      if (error) {
        this.#lost();
      } else {
        this.#queue.remove(bytes.length);
        this.#writeNext();
      }
    });
  }

  #lost(): void {
    if (!this.#open) return;
    void this.close();
    this.#listener.failed(
      new TokentwinError(
        'LINE_BROKEN',
        `The serial port ${this.address} is gone: plug it in and start again.`,
      ),
    );
  }
}

/** The package tells the reason in words only. */
function openError({ message }: Error, path: string): TokentwinError {
  if (/permission denied|access denied/i.test(message)) {
    return new TokentwinError(
      'LINE_DENIED',
      `The system does not allow opening ${path}: on Linux add yourself to the group dialout and log in again.`,
    );
  }
  if (/cannot lock|busy/i.test(message)) {
    return new TokentwinError('LINE_TAKEN', `Another program has ${path} open: close it first.`);
  }
  if (/no such file|file not found/i.test(message)) {
    return new TokentwinError('LINE_OPEN', `There is no port ${path}: check the cable and the name.`);
  }
  if (/inappropriate ioctl/i.test(message)) {
    return new TokentwinError('LINE_OPEN', `${path} is not a serial port: check the name.`);
  }
  return new TokentwinError('LINE_OPEN', `Could not open ${path} as a serial port: ${message}.`);
}
