/** A card recorded in a reader while a host uses it, on virtual time. */
import { Recorder } from '../../emulator/recording/recorder.js';
import type { RecordedReader } from '../../emulator/recording/recording.js';
import { LinkSimulation } from '../../emulator/simulation/link-simulation.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { respondCommand, selectCommand, verifyCommand } from '../../firmware/card/commands.js';
import { AID } from '../../firmware/card/tags.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { assert } from '../../firmware/error.js';

/** @returns the recording, and the response that the host got */
export function hostOf(
  reader: RecordedReader,
  profile: object = {},
): { readonly text: string; readonly response: string } {
  const twin = DscPlus.demo({ profile: dscPlusProfileFrom(profile) });
  const lines: string[] = [];
  let recorder: Recorder | null = null;
  const simulation = new LinkSimulation({
    twin,
    ...reader,
    onSent: (from, bytes) => {
      if (from === 'reader') recorder?.sent(bytes);
    },
  });
  recorder = new Recorder(twin, { line: (line) => lines.push(line), reader });
  simulation.open();
  simulation.run((done) => simulation.client.powerOn(simulation.at, done));
  let answer = new Uint8Array(0);
  for (const command of [selectCommand(AID.dscPlus), verifyCommand('1234'), respondCommand('123456')]) {
    const outcome = simulation.transmit(command);
    assert(outcome.type === 'done', 'nothing goes wrong on a line without noise');
    answer = Uint8Array.from(outcome.value);
  }
  // The keypad meanwhile, and a wrong PIN that the wire has counted.
  twin.press('power');
  simulation.transmit(verifyCommand('4321'));
  twin.hold('power', { ms: 2500 });
  recorder.stop();
  return { text: `${lines.join('\n')}\n`, response: Buffer.from(answer.subarray(0, -2)).toString('latin1') };
}
