/** `tokentwin host monitor`: a relay between a host program and a reader, with everything said in words. */
import { once } from 'node:events';
import { TokentwinError } from '../../../../firmware/error.js';
import { portOpener } from '../../../../host/driver/ports/port-address.js';
import { CaptureFile } from '../../../../host/rig/monitor/capture-file.js';
import type { Observation } from '../../../../host/rig/monitor/observation.js';
import { Relay } from '../../../../host/rig/monitor/relay.js';
import { describeTraffic, trafficLine } from '../../../../host/rig/monitor/words.js';
import {
  DEFAULT_BAUD_RATE,
  type LineDescription,
  parseListen,
  parseSerial,
} from '../../../lines/line-description.js';
import { openLine } from '../../../lines/open-line.js';
import { type Arguments, type CommandBody, JSON_OPTION, refuseOptions } from '../../command.js';
import { complain, printLine } from '../../standard-output.js';
import { interruptible } from './interruption.js';
import { openOptions, PORT_OPTIONS, portAddresses } from './port-options.js';

const STOP_BITS = 2;

/** Where the host program is to find the device. @throws TokentwinError ARGUMENT, LINE_ADDRESS */
function lineForHost(given: Arguments, baudRate: number): LineDescription {
  const serial = given.text('serial');
  const listen = given.text('listen');
  if (serial !== undefined && listen === undefined) return parseSerial(serial, baudRate);
  if (listen !== undefined && serial === undefined) return parseListen(listen);
  throw new TokentwinError(
    'ARGUMENT',
    'Say where the host program finds the device, either by --serial or by --listen.',
  );
}

type Print = (observation: Observation, atMs: number) => void;

/** @param atMs on the clock of `performance.now` */
function printer(given: Arguments): Print {
  if (given.flag('quiet')) {
    refuseOptions(given, ['json'], 'with --quiet');
    return () => undefined;
  }
  if (given.flag('json')) {
    return (observation, atMs) =>
      printLine(JSON.stringify({ timeMs: Math.round(unixMs(atMs)), ...describeTraffic(observation) }));
  }
  const startMs = performance.now();
  return (observation, atMs) => printLine(trafficLine(describeTraffic(observation), atMs - startMs));
}

function unixMs(atMs: number): number {
  return performance.timeOrigin + atMs;
}

/** @throws TokentwinError CAPTURE_FILE */
function openCapture(file: string | undefined): CaptureFile | null {
  if (file === undefined) return null;
  const capture = new CaptureFile(file, Date.now());
  complain(`tokentwin: ${file} will hold PINs and responses as they are; only you can read it`);
  return capture;
}

async function relay(given: Arguments, address: string, signal: AbortSignal): Promise<number> {
  const { baudRate = DEFAULT_BAUD_RATE, stopBits = STOP_BITS } = openOptions(given);
  const description = lineForHost(given, baudRate);
  const print = printer(given);
  const failure = new AbortController();
  const failed = (error: unknown) => failure.abort(error);
  let capture: CaptureFile | null = null;
  const relay = await Relay.open({
    port: portOpener(address, { baudRate, stopBits }),
    signal,
    observed(observation, atMs) {
      print(observation, atMs);
      capture?.add(observation, unixMs(atMs));
    },
    failed,
  });
  try {
    const line = await openLine(description, {
      received: (bytes) => relay.fromHost(bytes),
      hostLeft: () => undefined,
      noticed: (sentence) => complain(`tokentwin: ${sentence}`),
      failed,
    });
    try {
      capture = openCapture(given.text('pcap'));
      relay.attach(line);
      printLine(given.flag('json') ? JSON.stringify({ line: line.address }) : `line ${line.address}`);
      const ending = AbortSignal.any([signal, failure.signal]);
      if (!ending.aborted) await once(ending, 'abort');
    } finally {
      await line.close();
    }
  } finally {
    await relay.close();
    capture?.close();
  }
  if (failure.signal.aborted) throw failure.signal.reason;
  return 0;
}

export const monitor: CommandBody = {
  positionals: [],
  options: {
    port: { ...PORT_OPTIONS.port, describe: `${PORT_OPTIONS.port.describe}: where the device is` },
    serial: {
      type: 'string',
      describe: 'where the host program finds it: pty, pty:LINK, or the path of a serial port',
    },
    listen: { type: 'string', describe: 'the same on TCP or a unix socket: HOST:PORT or unix:PATH' },
    baud: { ...PORT_OPTIONS.baud, describe: 'bits per second of serial ports; default 115200' },
    'stop-bits': PORT_OPTIONS['stop-bits'],
    pcap: {
      type: 'string',
      describe: 'write a capture for Wireshark too; it holds PINs and responses as they are',
    },
    quiet: { type: 'boolean', describe: 'say nothing but where the host program finds the device' },
    json: JSON_OPTION,
  },
  examples: [
    [
      'host monitor --port unix:card.sock --serial pty:token',
      'a host program on token talks to the card, and all of it is shown',
    ],
    [
      'host monitor --port /dev/ttyUSB0 --listen unix:host.sock --pcap login.pcapng --quiet',
      'writes a capture and shows nothing',
    ],
  ],
  async run(given) {
    const addresses = await portAddresses(given);
    const [address, ...others] = addresses;
    if (address === undefined || others.length > 0)
      throw new TokentwinError('ARGUMENT', 'The monitor watches one port: start one for each.');
    return await interruptible((signal) => relay(given, address, signal));
  },
};
