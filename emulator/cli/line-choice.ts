/**
 * The options of `tokentwin emulate` that put devices on a line.
 */
import { TokentwinError } from '../../firmware/error.js';
import { READER_VARIANTS, type ReaderVariantName } from '../../firmware/link/reader/variants.js';
import { PLANTED_FAULTS, type PlantedFaultName } from '../faults/planted-faults.js';
import { parseListen, parseSerial, parseVpcd } from '../lines/line-description.js';
import type { LineChoice, LineOptions } from '../reader/open-lines.js';
import { type Arguments, type OptionDefinition, refuseOptions } from './command.js';
import { smallNumber } from './numbers.js';

export const LINE_OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  serial: {
    type: 'string',
    describe: 'put the device into a reader on a serial line: pty, pty:LINK, or the path of a port',
  },
  baud: { type: 'string', describe: 'bits per second of a serial port (default 115200)' },
  listen: { type: 'string', describe: 'the same on TCP or a unix socket: HOST:PORT or unix:PATH' },
  vpcd: {
    type: 'string',
    describe: 'put the device into the virtual reader of vsmartcard: HOST:PORT or default',
  },
  reader: {
    type: 'string',
    describe: 'which reader to be (default gempc-pinpad); two-slot takes a DSC+ and a code card',
    choices: READER_VARIANTS.map(({ name }) => name),
  },
  'bench-over-tcp': { type: 'boolean', describe: 'offer the bench application to whoever connects by TCP' },
  fault: {
    type: 'string',
    describe: 'make the card with one mistake, to see whether a bench finds it',
    choices: Object.keys(PLANTED_FAULTS),
  },
};

export interface ChosenLine {
  readonly choice: LineChoice;
  readonly options: Pick<LineOptions, 'bench' | 'plantedFault'>;
}

/**
 * The line that was asked for, or null.
 *
 * @throws TokentwinError LINE_ADDRESS, ARGUMENT
 */
export function chosenLine(given: Arguments): ChosenLine | null {
  const places = (['serial', 'listen', 'vpcd'] as const).filter((name) => given.text(name) !== undefined);
  if (places.length === 0) {
    refuseOptions(
      given,
      ['baud', 'reader', 'bench-over-tcp', 'fault'],
      'without --serial, --listen or --vpcd',
    );
    return null;
  }
  if (places.length > 1) {
    throw new TokentwinError(
      'ARGUMENT',
      'A card is in one reader at a time: give --serial, --listen or --vpcd.',
    );
  }
  const choice = lineChoice(given);
  const overTcp = choice.kind === 'reader' && choice.description.kind === 'tcp';
  if (!overTcp) refuseOptions(given, ['bench-over-tcp'], 'without --listen HOST:PORT');
  if (given.flag('sealed')) refuseOptions(given, ['bench-over-tcp'], 'with --sealed');
  const bench = !given.flag('sealed') && (!overTcp || given.flag('bench-over-tcp'));
  const plantedFault = (given.text('fault') ?? null) as PlantedFaultName | null;
  return { choice, options: { bench, plantedFault } };
}

function lineChoice(given: Arguments): LineChoice {
  const vpcd = given.text('vpcd');
  const listen = given.text('listen');
  if (vpcd !== undefined) {
    refuseOptions(given, ['reader', 'baud'], 'with --vpcd: the reader is that of vsmartcard');
    return { kind: 'vpcd', address: parseVpcd(vpcd) };
  }
  const variant = (given.text('reader') ?? 'gempc-pinpad') as ReaderVariantName;
  if (listen !== undefined) {
    refuseOptions(given, ['baud'], 'with --listen');
    return { kind: 'reader', variant, description: parseListen(listen) };
  }
  const baud = given.text('baud');
  const baudRate = baud === undefined ? undefined : smallNumber(baud, '--baud');
  const description = parseSerial(given.text('serial') as string, baudRate);
  if (description.kind !== 'serialPort') refuseOptions(given, ['baud'], 'on a line without a bit rate');
  return { kind: 'reader', variant, description };
}
