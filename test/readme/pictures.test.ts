/** The pictures of the README are what the program draws now. `UPDATE_PICTURES=1` writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cardSvg, DscPlus } from '../../emulator/index.js';

const FOLDER = new URL('../../.pictures/', import.meta.url);

function demoCard(): string {
  const twin = DscPlus.demo();
  twin.press('power');
  twin.type('1234');
  twin.press('ok');
  twin.type('123456');
  const { cells } = twin.press('ok');
  const { serialNumber } = twin.status();
  const { name, display } = twin.profile;
  return cardSvg({ cells, segmentCount: display.segments, serialNumber, profileName: name });
}

it('shows the demo card with its response', () => {
  const file = new URL('dsc-plus.svg', FOLDER);
  const drawn = `${demoCard()}\n`;
  if (process.env.UPDATE_PICTURES === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, drawn);
  }
  expect(readFileSync(file, 'utf8')).toBe(drawn);
  expect(drawn).toContain('TEST DEVICE');
});
