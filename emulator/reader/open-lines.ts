/**
 * Devices put on lines: each in a reader of its own, or a DSC+ and a code card together in one with two slots.
 */
import { TokentwinError } from '../../firmware/error.js';
import type { ReaderVariantName } from '../../firmware/link/reader/variants.js';
import type { PlantedFaultName } from '../faults/planted-faults.js';
import { type LineDescription, nthLine, nthVpcd, type VpcdAddress } from '../lines/line-description.js';
import type { Device } from '../twin/device.js';
import { DeviceLine } from './device-line.js';
import { ServedCard } from './served-card.js';
import { ServedReader } from './served-reader.js';
import type { ReaderCards } from './slots.js';

/** Where the devices go: into readers of ours, or into that of vpcd. */
export type LineChoice =
  | { readonly kind: 'reader'; readonly description: LineDescription; readonly variant: ReaderVariantName }
  | { readonly kind: 'vpcd'; readonly address: VpcdAddress };

export interface LineOptions {
  readonly bench: boolean;
  readonly plantedFault: PlantedFaultName | null;
  /** Receives what a reader gives to its host. */
  readonly onSent?: (bytes: Uint8Array) => void;
  /** A line or the memory of a card in it failed. */
  readonly onFailure: (error: unknown) => void;
}

export interface OpenLines {
  /** One for each device; those in one reader by slot. */
  readonly lines: readonly DeviceLine[];
  /** The devices are out of their readers when this returns; the promise is that of the lines. */
  close(): Promise<void>;
}

/**
 * Opens a line for each device, or none when one of them cannot be opened.
 *
 * @throws TokentwinError LINE_…, ARGUMENT when the devices do not fit the reader
 */
export async function openLines(
  devices: readonly Device[],
  choice: LineChoice,
  options: LineOptions,
): Promise<OpenLines> {
  const closers: (() => Promise<void>)[] = [];
  const lines: DeviceLine[] = [];
  const close = async () => {
    await Promise.all(closers.splice(0).map((closeOne) => closeOne()));
  };
  try {
    for (const [index, together] of readersFor(devices, choice).entries()) {
      const opened = await openOne(together, choice, index, options);
      closers.push(opened.close);
      lines.push(...opened.lines);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { lines, close };
}

/** Which devices share a reader. */
function readersFor(devices: readonly Device[], choice: LineChoice): (readonly Device[])[] {
  if (choice.kind === 'vpcd' || choice.variant !== 'two-slot') return devices.map((device) => [device]);
  const cards = devices.filter(({ kind }) => kind === 'dsc-plus');
  const sheets = devices.filter(({ kind }) => kind === 'security-code-card');
  if (cards.length > 1 || sheets.length > 1) {
    throw new TokentwinError(
      'ARGUMENT',
      'The two-slot reader takes one DSC+ and one code card: give the other devices a reader of their own.',
    );
  }
  return [[...cards, ...sheets]];
}

function cardsOf(devices: readonly Device[]): ReaderCards {
  let cards: ReaderCards = { dscPlus: null, codeCard: null };
  for (const { kind, twin } of devices) {
    cards = kind === 'dsc-plus' ? { ...cards, dscPlus: twin } : { ...cards, codeCard: twin };
  }
  return cards;
}

async function openOne(
  devices: readonly Device[],
  choice: LineChoice,
  index: number,
  { bench, plantedFault, onSent, onFailure }: LineOptions,
): Promise<OpenLines> {
  const lines: DeviceLine[] = [];
  /** What a line says while it is opened. */
  const early: string[] = [];
  const handlers = {
    bench,
    plantedFault,
    onFailure,
    onExchange: (slot: number, command: Uint8Array, response: Uint8Array) =>
      lines[slot]?.exchanged(slot, command, response),
    onNotice: (sentence: string) => {
      if (lines.length === 0) early.push(sentence);
      for (const line of lines) line.tell({ type: 'notice', sentence });
    },
  };
  const opened = (close: () => Promise<void>): OpenLines => {
    for (const sentence of early) handlers.onNotice(sentence);
    return { lines, close };
  };
  if (choice.kind === 'vpcd') {
    const address = nthVpcd(choice.address, index);
    const served = await ServedCard.open(address, cardsOf(devices), handlers);
    const place = `vpcd ${address.host}:${address.port}`;
    for (const device of devices)
      lines.push(new DeviceLine(device, place, (inserted) => served.moveCard(inserted)));
    return opened(() => served.close());
  }
  const served = await ServedReader.open(nthLine(choice.description, index), cardsOf(devices), {
    ...handlers,
    variant: choice.variant,
    ...(onSent && { onSent }),
  });
  for (const [slot, device] of devices.entries()) {
    const move = (inserted: boolean) =>
      served.act((reader) => (inserted ? reader.insertCard(slot) : reader.removeCard(slot)));
    lines.push(new DeviceLine(device, served.address, move));
  }
  return opened(() => served.close());
}
