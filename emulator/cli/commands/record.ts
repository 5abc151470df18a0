/** `tokentwin record`: operate a card as `emulate` does, and write down all that comes to it. */
import { assert, TokentwinError } from '../../../firmware/error.js';
import { RecordingFile } from '../../files/recording-file.js';
import { Recorder } from '../../recording/recorder.js';
import type { Device } from '../../twin/device.js';
import type { Command } from '../command.js';
import { EMULATION_OPTIONS, emulateDevices, type RunningRecording, readerOf } from '../emulation.js';
import type { ChosenLine } from '../line-choice.js';

function begin(file: string, devices: readonly Device[], line: ChosenLine | null): RunningRecording {
  const [device, ...others] = devices;
  assert(device !== undefined, 'there is a device');
  if (device.kind !== 'dsc-plus' || others.length > 0)
    throw new TokentwinError('ARGUMENT', 'One DSC+ is recorded: name one card, or none for the demo card.');
  const reader = readerOf(line);
  if (reader === 'unrecorded')
    throw new TokentwinError(
      'ARGUMENT',
      'A card is recorded in a reader of its own: use --serial or --listen, and no reader with two slots.',
    );
  const recording = new RecordingFile(file);
  const recorder = new Recorder(device.twin, { line: (text) => recording.line(text), reader });
  return {
    sent: (bytes) => recorder.sent(bytes),
    stop: () => {
      try {
        recorder.stop();
      } finally {
        recording.close();
      }
    },
  };
}

export const record: Command = {
  name: 'record',
  describe: 'operate a card as emulate does, and record it: keys, time, the reader, and what came of it',
  positionals: [
    { name: 'recording', describe: 'the new file; it will hold PINs and responses', arity: 'required' },
    { name: 'file', describe: 'a token file; none: the demo card', arity: 'optional list' },
  ],
  options: EMULATION_OPTIONS,
  examples: [
    ['record login.recording', 'the demo card in the terminal'],
    [
      "record login.recording my.token --headless <<< 'press power'",
      'the card of a token file, operated by lines',
    ],
  ],
  run: (given) =>
    emulateDevices(given, (devices, line) => begin(given.text('recording') as string, devices, line)),
};
