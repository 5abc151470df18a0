/**
 * The DSC+ cards of the museum: each profile in the states that matter, and those that only a power cut leaves.
 */
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom, findDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { CardMaker } from './card-maker.js';
import type { MadeExhibit } from './manifest.js';

const CHECKED = ['dsc-plus', 'dsc-plus-counter', 'dsc-plus-mutual'] as const;
const SOFT = ['dsc-plus-soft', 'dsc-plus-classic'] as const;

const NEW_PIN = '2749';

/** More logins than a page has room for. */
const LOGINS_TO_COMPACTION = 40;

function prompt(profile: string): string {
  return findDscPlusProfile(profile)?.texts.pin ?? '';
}

function fresh(profile: string): MadeExhibit {
  return new CardMaker(profile).exhibit(`${profile}-fresh`, 'a new card', prompt(profile));
}

function used(profile: string): MadeExhibit {
  const card = new CardMaker(profile).on().login().off().on().login().off();
  return card.exhibit(`${profile}-used`, 'after two logins', prompt(profile));
}

function worn(profile: string): MadeExhibit {
  const card = new CardMaker(profile);
  for (let login = 0; login < LOGINS_TO_COMPACTION; login += 1) card.on().login().off();
  return card.exhibit(`${profile}-worn`, 'so many logins that the journal was compacted', prompt(profile));
}

function checkedStates(profile: string): MadeExhibit[] {
  const card = () => new CardMaker(profile).on();
  const name = (state: string) => `${profile}-${state}`;
  const shown = prompt(profile);
  return [
    card().wrongPin(3).off().exhibit(name('wrong-pins'), 'after three wrong PINs', shown),
    card().wrongPin(2).login().exhibit(name('right-again'), 'two wrong PINs, then the right one', shown),
    card().wrongPin(5).exhibit(name('locked'), 'locked by five wrong PINs', 'LOCKED'),
    card()
      .wrongPin(5)
      .wrongUnlockAnswer(4)
      .exhibit(name('unlock-tries'), 'locked, four wrong answers', 'LOCKED'),
    card().wrongPin(5).unlock(NEW_PIN).off().exhibit(name('unlocked'), 'unlocked, with a new PIN', shown),
    card().changePin(NEW_PIN).off().exhibit(name('pin-changed'), 'with a PIN set by its holder', shown),
    card()
      .wrongPin(5)
      .wrongUnlockAnswer(10)
      .die()
      .exhibit(name('dead'), 'wiped after ten wrong answers', 'DEAD'),
  ];
}

/** One that differs from all built-in ones, as a bench describes its own. */
function ownProfile(): MadeExhibit {
  const profile = dscPlusProfileFrom({
    extends: 'dsc-plus-counter',
    name: 'museum-card',
    display: { cells: 12 },
    suite: 'OCRA-1:HOTP-SHA512-10:C-QN08-PSHA512',
    challengeDigits: 8,
    pin: { digits: 6, tries: 3, refuseWeak: true },
    wire: { checksum: 'crc' },
    flash: { pageBytes: 512, pageCount: 4 },
  });
  const card = new CardMaker(profile, '835104').on().wrongPin(1).off();
  return card.exhibit('own-profile', 'a profile from JSON: 6-digit PIN, SHA-512, CRC, small pages', 'PIN>');
}

/** So often switched on that its battery is low; a short life, so that the file is quickly made. */
function lowBattery(): MadeExhibit {
  const profile = dscPlusProfileFrom({ name: 'short-life', battery: { activations: 100, lowPercent: 5 } });
  const card = new CardMaker(profile);
  for (let time = 0; time < 96; time += 1) card.on().off();
  return card.exhibit('battery-low', 'a battery that was used up by switching on', 'BATT');
}

/** Before there were readers, a profile said nothing of them. */
function withoutWire(): MadeExhibit {
  const { wire: _, ...profile } = findDscPlusProfile('dsc-plus') as DscPlusProfile;
  const made = new CardMaker('dsc-plus').on().wrongPin(1).off();
  const exhibit = made.exhibit('without-wire', 'a profile that says nothing of a reader', 'PIN>');
  return { ...exhibit, bytes: made.fileWith(profile as DscPlusProfile) };
}

/** The first word of a record and nothing behind it: the power was cut inside a write. */
function cutRecord(): MadeExhibit {
  const card = new CardMaker('dsc-plus').on().wrongPin(2).off();
  const before = card.twin.flashImage();
  const image = before.slice();
  const later = new CardMaker('dsc-plus').on().wrongPin(3).off().twin.flashImage();
  const start = before.findIndex((byte, index) => byte !== later[index]);
  image.set(later.subarray(start, start + 8), start);
  return card.exhibit(
    'cut-record',
    'the power was cut inside the record of a third wrong PIN',
    'PIN>',
    image,
  );
}

/** Both pages hold a journal: the power was cut before the old one was erased. */
function cutCompaction(): MadeExhibit {
  const old = new CardMaker('dsc-plus').on();
  const { pageBytes } = old.profile.flash;
  const oldPage = old.twin.flashImage().subarray(0, pageBytes);
  const card = new CardMaker('dsc-plus').on().changePin(NEW_PIN);
  const image = card.twin.flashImage();
  image.set(oldPage, 0);
  const shows = 'the power was cut before the page with the old PIN was erased';
  return card.exhibit('cut-compaction', shows, 'PIN>', image);
}

export function dscPlusExhibits(): MadeExhibit[] {
  return [
    ...[...CHECKED, ...SOFT].flatMap((profile) => [fresh(profile), used(profile), worn(profile)]),
    ...CHECKED.flatMap(checkedStates),
    ...[ownProfile(), lowBattery(), withoutWire(), cutRecord(), cutCompaction()],
  ];
}
