/**
 * The demo without a terminal: a login at the demo card, each frame as text, the response at the end.
 */
import { DscPlus } from '../twin/dsc-plus.js';
import { printLine } from './standard-output.js';

const PIN = '1234';
const CHALLENGE = '123456';

/** @returns the exit status */
export function playDemo(): number {
  const twin = DscPlus.demo();
  const { cells } = twin.profile.display;
  twin.onFrame(({ number, text }) =>
    printLine(`frame ${String(number).padStart(2)}  [${text.padEnd(cells)}]`),
  );
  printLine(
    'tokentwin: the demo DSC+, a TEST DEVICE, no real card. In a terminal you can operate it yourself.',
  );
  printLine(`Keys: power, PIN ${PIN}, OK, challenge ${CHALLENGE}, OK.`);
  twin.press('power');
  twin.type(PIN);
  twin.press('ok');
  twin.type(CHALLENGE);
  printLine(twin.press('ok').text);
  return 0;
}
