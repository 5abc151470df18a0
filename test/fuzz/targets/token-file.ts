/**
 * Token files: header, flash image, records; read as `readTokenFile` reads them, then operated by their holder.
 *
 * A refused file is left as it is. What is taken can be run: its tries never rise without the right PIN, and no key
 * press breaks the card.
 */
import { FlashChip } from '../../../emulator/board/flash-chip.js';
import { readCodeCard } from '../../../firmware/code-card/code-card-records.js';
import { checkCodeCardProfile } from '../../../firmware/code-card/profile.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { checkDscPlusProfile } from '../../../firmware/dsc-plus/profile-validation.js';
import { readDscPlus, readFlashRecords } from '../../../firmware/token-file/read-token.js';
import { decodeTokenFile, type TokenHeader } from '../../../firmware/token-file/token-file.js';
import { mendTokenFiles, TOKEN_FILE_CHANGES } from '../changes/token-files.js';
import { KeypadSubject, operate } from '../subjects/keypad-subject.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

function runDscPlus({ profile: stored, flash }: TokenHeader, cells: Uint8Array, trace: Trace): void {
  const profile = trace.attempt(() => checkDscPlusProfile(stored));
  if (profile === null) return;
  const chip = new FlashChip(cells, flash.pageBytes, flash.pageCount);
  const before = trace.attempt(() => readDscPlus(chip));
  if (before === null) return;
  trace.mark(`DSC+ ${before.dead ? 'dead' : before.triesUsed > 0 ? 'with tries used' : 'ready'}`);
  operateTwice(profile, cells, flash, trace);
}

/** The holder tries it with a wrong PIN, and after the power was away with the right one. */
function operateTwice(
  profile: DscPlusProfile,
  cells: Uint8Array,
  geometry: TokenHeader['flash'],
  trace: Trace,
): void {
  for (const isRight of [false, true]) {
    const subject = new KeypadSubject(profile, cells, geometry, trace);
    const { pin, triesUsed } = readDscPlus(subject.flash);
    const digits = profile.pin.digits;
    const typed = isRight && pin !== null ? pin : '0'.repeat(digits);
    const done = trace.attempt(() => {
      operate(subject, profile, typed);
      return true;
    });
    if (done === null) return;
    const after = trace.attempt(() => readDscPlus(subject.flash));
    hold(after !== null, 'nothing is written', 'a card that was operated cannot be read any more');
    const mayRise = typed === pin || pin === '9'.repeat(digits) || after.dead;
    hold(mayRise || after.triesUsed >= triesUsed, 'no try is lost', 'tries came back without the PIN');
  }
}

function runCodeCard({ profile: stored, flash }: TokenHeader, cells: Uint8Array, trace: Trace): void {
  const profile = trace.attempt(() => checkCodeCardProfile(stored));
  if (profile === null) return;
  const read = trace.attempt(() =>
    readCodeCard(new FlashChip(cells, flash.pageBytes, flash.pageCount), profile),
  );
  if (read === null) return;
  trace.mark(`code card ${read.seed === null ? 'typed off' : 'derived'}`);
  hold(read.card.codes.length === 224, 'the answer is right', `a card with ${read.card.codes.length} codes`);
  const { expiresUnixSeconds: expires } = read;
  hold(expires === null || new Date(expires * 1000).toISOString() !== '', 'the answer is right', 'no date');
}

export const target: FuzzTarget = {
  name: 'token-file',
  takes: 'token files',
  form: 'messages',
  share: 2,
  mend: mendTokenFiles,
  changes: TOKEN_FILE_CHANGES,
  run([file = new Uint8Array(0)], trace) {
    const decoded = trace.attempt(() => decodeTokenFile(file));
    if (decoded === null) return;
    const { header, cells } = decoded;
    const image = cells.slice();
    const chip = new FlashChip(cells, header.flash.pageBytes, header.flash.pageCount);
    const records = trace.attempt(() => readFlashRecords(chip));
    hold(Buffer.compare(image, cells) === 0, 'nothing is written', 'reading has changed the image');
    if (records === null) return;
    trace.passed();
    if (header.kind === 'dsc-plus') runDscPlus(header, cells, trace);
    else runCodeCard(header, cells, trace);
  },
};
