/**
 * Scripts: run, or refused with line and without what may be a PIN. Devices are made of profiles only.
 */
import { runScript } from '../../../emulator/automation/script/run-script.js';
import { DeviceOpener } from '../../../emulator/cli/device-opener.js';
import { closeDevice } from '../../../emulator/twin/device.js';
import { TokentwinError } from '../../../firmware/error.js';
import { textOf } from '../changes/text.js';
import { type FuzzTarget, hold } from '../target.js';

/** The one PIN in the corpus that a card has; of a line that is refused it must not be repeated. */
const PIN = '8351';

export const target: FuzzTarget = {
  name: 'script',
  takes: 'scripts that operate devices',
  form: 'text',
  share: 1,
  run(input, trace) {
    const opener = new DeviceOpener({ seed: 'fuzz', clock: 'manual' });
    const text = textOf(input).slice(0, 4000);
    const outcome = trace.attempt(() =>
      runScript(text, {
        open: (source, settings) => {
          trace.step();
          if (/[./]/.test(source) || source.length > 200)
            throw new TokentwinError('FILE_NOT_FOUND', 'There is no such file.');
          return opener.openForScript(source, settings);
        },
        close: closeDevice,
        update: false,
        showSecrets: false,
      }),
    );
    if (outcome === null) return;
    trace.passed();
    hold(outcome.text === text, 'the answer is right', 'a script is changed that was not to be');
    trace.mark(`${outcome.checks.length} expected`);
    for (const { name, failure } of outcome.checks)
      hold(!`${name}${failure ?? ''}`.includes(PIN), 'secrets are kept', name);
  },
};
