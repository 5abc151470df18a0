/**
 * Valid recordings: of a login, of faults and cuts, and of a card in a reader; with a chip of two small pages, so that
 * most of a file is not its image.
 */
import { Recorder } from '../../../emulator/recording/recorder.js';
import { DscPlus } from '../../../emulator/twin/dsc-plus.js';
import { dscPlusProfileFrom } from '../../../firmware/dsc-plus/profile-validation.js';
import { hostOf } from '../../unit/recorded-reader.js';

const SMALL = { flash: { pageBytes: 512, pageCount: 2 } };

function recordingOf(act: (card: DscPlus) => void): string {
  const card = DscPlus.demo({ profile: dscPlusProfileFrom(SMALL), seed: 'fuzz' });
  const lines: string[] = [];
  const recorder = new Recorder(card, { line: (line) => lines.push(line), reader: null });
  act(card);
  recorder.stop();
  return `${lines.join('\n')}\n`;
}

export function recordingFiles(): Readonly<Record<string, string>> {
  return {
    'login.txt': recordingOf((card) => {
      card.press('power');
      card.type('1234');
      card.press('ok');
      card.type('123456');
      card.press('ok');
      card.advance({ seconds: 90 });
    }),
    'faults.txt': recordingOf((card) => {
      card.setFaults({ nextResponse: 'swapped', stuckKey: '1', deadSegments: [{ cell: 2, segment: 'h' }] });
      card.press('power');
      card.press('1');
      card.setFaults({ stuckKey: null, clockDriftPpm: 50 });
      card.setBattery(3);
      card.cutPower();
      card.hold('power', { ms: 5500 });
    }),
    'reader.txt': hostOf({ variant: 'gempc-twin', bench: false, plantedFault: null }, SMALL).text,
  };
}
