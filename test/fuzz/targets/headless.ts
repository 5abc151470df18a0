/**
 * Lines for the headless emulator: run, or refused with their number and without what may be a PIN.
 */
import { Readable } from 'node:stream';
import { runHeadless } from '../../../emulator/automation/headless.js';
import type { Device } from '../../../emulator/twin/device.js';
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

/** The one PIN in the corpus that a card has; of a line that is refused it must not be repeated. */
const PIN = '8351';

const CODE_CARD: Device = {
  kind: 'security-code-card',
  name: 'codes',
  twin: SecurityCodeCard.demo(),
  file: null,
};

export const target: FuzzTarget = {
  name: 'headless',
  takes: 'lines for the headless emulator',
  form: 'text',
  share: 1,
  async run(input, trace) {
    const card: Device = {
      kind: 'dsc-plus',
      name: 'card',
      twin: DscPlus.make({ pin: PIN, seed: 1 }),
      file: null,
    };
    const text = textOf(input).slice(0, 4000);
    try {
      await runHeadless([card, CODE_CARD], {
        lines: [],
        staysOpen: false,
        json: false,
        input: Readable.from([text]),
        printLine: (line) => {
          trace.step();
          trace.passed();
          hold(
            /^[ -~\u2588]*$/.test(line),
            'answers are well formed',
            `a line that cannot be printed: ${line}`,
          );
        },
        printNotice: () => undefined,
        ending: new AbortController().signal,
      });
      trace.mark('ran to the end');
    } catch (error) {
      trace.refused(error);
      hold(!(error as Error).message.includes(PIN), 'secrets are kept', (error as Error).message);
    }
    trace.mark(card.kind === 'dsc-plus' ? card.twin.status().state : '');
  },
};
