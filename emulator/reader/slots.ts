/**
 * The cards that go into one reader, each made ready for its slot.
 */
import type { PlantedFaultName } from '../faults/planted-faults.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import type { SecurityCodeCard } from '../twin/security-code-card.js';
import { BenchApplication } from './bench-application.js';
import { codeCardSlot } from './code-card-slot.js';
import { dscPlusSlot } from './dsc-plus-slot.js';
import type { SmartCardSlot } from './smart-card-slot.js';
import type { ExchangeListener } from './traffic.js';

/** What can be put into one reader: the DSC+ first, because its keypad is the reader's. */
export interface ReaderCards {
  readonly dscPlus: DscPlus | null;
  readonly codeCard: SecurityCodeCard | null;
}

export interface SlotOptions {
  /** Is the bench application on the card? Default true. */
  readonly bench?: boolean;
  /** A mistake that the cards are made with. */
  readonly plantedFault?: PlantedFaultName | null;
  readonly onExchange?: ExchangeListener;
}

export function slotsFor({ dscPlus, codeCard }: ReaderCards, options: SlotOptions): SmartCardSlot[] {
  const slots: SmartCardSlot[] = [];
  const plantedFault = options.plantedFault ?? null;
  const listenerOf = (slot: number) => (command: Uint8Array, response: Uint8Array) =>
    options.onExchange?.(slot, command, response);
  if (dscPlus !== null) {
    const bench =
      options.bench === false ? null : new BenchApplication(dscPlus, (name) => slots[0]?.plant(name));
    slots.push(
      dscPlusSlot(dscPlus, {
        applications: bench === null ? [] : [bench],
        plantedFault,
        onCommand: listenerOf(0),
        afterAnswer: () => bench?.cutPowerIfAsked(),
      }),
    );
  }
  if (codeCard !== null)
    slots.push(codeCardSlot(codeCard, { plantedFault, onCommand: listenerOf(slots.length) }));
  return slots;
}
