/**
 * The DSC+ and bench applications: whole command APDUs, whatever they hold.
 *
 * The first message says which card it is. Power is taken and given again by an empty message.
 */
import { slotsFor } from '../../../emulator/reader/slots.js';
import type { SmartCardSlot } from '../../../emulator/reader/smart-card-slot.js';
import { apduChanges, mendApdus } from '../changes/apdus.js';
import { CardWatch } from '../subjects/card-watch.js';
import { demoCard, readSettings } from '../subjects/settings.js';
import type { FuzzTarget, Input, Trace } from '../target.js';

function powered(slot: SmartCardSlot): void {
  slot.powerOff();
  slot.powerOn();
}

function runOn([settings = new Uint8Array(0), ...commands]: Input, trace: Trace): void {
  const chosen = readSettings(settings);
  const twin = demoCard(chosen);
  const watch = new CardWatch(twin, trace);
  const onExchange = (_: number, command: Uint8Array, response: Uint8Array) =>
    watch.exchanged(command, response);
  const [slot] = slotsFor({ dscPlus: twin, codeCard: null }, { bench: chosen.bench, onExchange });
  if (slot === undefined) return;
  let frames = twin.frame.number;
  twin.input(() => powered(slot));
  watch.refresh();
  for (const command of commands) {
    trace.step();
    if (command.length === 0) twin.input(() => powered(slot));
    else {
      const response = twin.input(() => slot.answer(command));
      if (response === null) {
        trace.mark('mute');
        twin.input(() => powered(slot));
      } else if (response.at(-2) !== 0x67) trace.passed();
    }
    watch.refresh();
    const { number } = twin.frame;
    trace.step(Math.min(number - frames, 1));
    frames = number;
    trace.mark(`keypad: ${twin.inside.device.state.name}`);
  }
}

export const target: FuzzTarget = {
  name: 'apdu-dsc-plus',
  takes: 'command APDUs for a DSC+ and its bench application',
  form: 'messages',
  share: 3,
  mend: mendApdus,
  changes: apduChanges,
  run: runOn,
  lasting() {
    const twin = demoCard(readSettings(new Uint8Array(4)));
    const [slot] = slotsFor({ dscPlus: twin, codeCard: null }, { bench: false });
    return ([, ...commands]) => {
      twin.input(() => slot?.powerOn());
      for (const command of commands) if (command.length > 0) twin.input(() => slot?.answer(command));
    };
  },
};
