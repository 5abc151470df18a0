/**
 * What vpcd sends: frames cut anywhere, controls, commands. The card behind is a DSC+ with its bench application.
 */
import { VpcdReader } from '../../../emulator/lines/vpcd-frames.js';
import { slotsFor } from '../../../emulator/reader/slots.js';
import { CardWatch } from '../subjects/card-watch.js';
import { demoCard, readSettings } from '../subjects/settings.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';

const SETTINGS = readSettings(new Uint8Array(4));

/** Frames whose length is that of what follows it in the message. */
function mendFrames(input: Input): Input {
  return input.map((message) => {
    if (message.length < 2) return message;
    const mended = message.slice();
    mended[0] = (message.length - 2) >> 8;
    mended[1] = (message.length - 2) & 0xff;
    return mended;
  });
}

function run(input: Input, trace: Trace): void {
  const twin = demoCard(SETTINGS);
  const watch = new CardWatch(twin, trace);
  const [slot] = slotsFor(
    { dscPlus: twin, codeCard: null },
    { onExchange: (_, command, response) => watch.exchanged(command, response) },
  );
  const reader = new VpcdReader();
  for (const bytes of input) {
    for (const message of reader.read(bytes)) {
      trace.step();
      trace.mark(message.type);
      if (message.type !== 'unknown') trace.passed();
      if (message.type === 'powerOff') twin.input(() => slot?.powerOff());
      if (message.type === 'powerOn' || message.type === 'reset') twin.input(() => slot?.powerOn());
      if (message.type === 'command') {
        const { apdu } = message;
        const response = twin.input(() => slot?.answer(apdu));
        hold((response?.length ?? 2) <= 0xffff, 'answers are well formed', 'longer than a frame of vpcd');
      }
      watch.refresh();
    }
  }
}

export const target: FuzzTarget = {
  name: 'vpcd',
  takes: 'frames of vpcd',
  form: 'messages',
  share: 4,
  mend: (draws, input) => (draws.onceIn(3) ? input : mendFrames(input)),
  run,
  lasting() {
    const reader = new VpcdReader();
    return (input) => {
      for (const bytes of input) reader.read(bytes);
    };
  },
};
