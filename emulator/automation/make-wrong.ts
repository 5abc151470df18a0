/**
 * Makes something wrong with a device, on purpose.
 */
import { TokentwinError } from '../../firmware/error.js';
import { type CardFaults, faultsInWords, SOUND } from '../board/card-faults.js';
import type { Device } from '../twin/device.js';
import { type PrintFaults, printFaultsInWords } from '../twin/print-faults.js';
import { type Fault, parseFault } from './fault-words.js';
import { wordsOf } from './words.js';

function withFault(before: CardFaults, change: Partial<CardFaults>): CardFaults {
  const deadSegments = [...before.deadSegments, ...(change.deadSegments ?? [])];
  return { ...before, ...change, deadSegments };
}

function withWrongCodes(before: PrintFaults, { smudged = [], misprinted = [] }: PrintFaults): PrintFaults {
  return {
    smudged: [...new Set([...(before.smudged ?? []), ...smudged])],
    misprinted: [...new Set([...(before.misprinted ?? []), ...misprinted])],
  };
}

/** @throws TokentwinError ARGUMENT for a fault that the device cannot have, FILE_ACCESS */
export function makeWrong(device: Device, fault: Fault): void {
  if (device.kind === 'dsc-plus') {
    if (fault.of === 'code card')
      throw new TokentwinError('ARGUMENT', 'Only what is printed can be smudged or misprinted: a code card.');
    const { twin } = device;
    twin.setFaults(fault.of === 'none' ? SOUND : withFault(twin.faults, fault.change));
    return;
  }
  if (fault.of === 'card with keys')
    throw new TokentwinError(
      'ARGUMENT',
      'A code card can be smudged or misprinted, and has nothing else to fail.',
    );
  const { twin } = device;
  twin.setPrint(fault.of === 'none' ? {} : withWrongCodes(twin.print, fault.change));
}

/** What is wrong with a device on purpose, in words; they hold no secret. */
export function wrongInWords({ kind, twin }: Device): readonly string[] {
  return kind === 'dsc-plus' ? faultsInWords(twin.faults) : printFaultsInWords(twin.print);
}

/**
 * @param text the words of a fault, see `fault-words.ts`
 * @returns all that is wrong with the device then
 * @throws TokentwinError SCRIPT_LINE, and as `makeWrong`
 */
export function makeWrongByWords(device: Device, text: string): readonly string[] {
  makeWrong(device, parseFault(wordsOf(text), 1));
  return wrongInWords(device);
}
