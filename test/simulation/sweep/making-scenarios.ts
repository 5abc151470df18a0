/**
 * Making a new card: until it is whole there is none, or what there was before, and making it again works.
 */
import { createHash } from 'node:crypto';
import type { BoardFlash } from '../../../emulator/board/board-flash.js';
import { FlashChip } from '../../../emulator/board/flash-chip.js';
import type { FaultyFlash } from '../../../emulator/faults/faulty-flash.js';
import { CODE_COUNT } from '../../../firmware/code-card/code-card.js';
import {
  CODE_CARD_FLASH,
  newCodeCardRecords,
  readCodeCard,
} from '../../../firmware/code-card/code-card-records.js';
import { CODE_CARD_PROFILES } from '../../../firmware/code-card/profile.js';
import { isTokentwinError } from '../../../firmware/error.js';
import type { Flash } from '../../../firmware/storage/flash.js';
import { Journal } from '../../../firmware/storage/journal.js';
import { DEMO_KEY } from '../../unit/node-ocra.js';
import { newCard } from '../model/card-model.js';
import { judge as judgeCard, kindOf, newCardRecords, PIN } from './card-scenario.js';
import { CARD } from './card-scenarios.js';
import { KeypadCard } from './keypad-card.js';
import { Broken, type Scenario } from './scenario.js';

type Records = ReadonlyMap<number, Uint8Array>;

interface Making {
  readonly name: string;
  readonly geometry: { readonly pageBytes: number; readonly pageCount: number };
  /** What was on the chip before; null = nothing. */
  readonly earlier: Records | null;
  readonly records: Records;
  readonly switchOn: (flash: Flash) => void;
  /** Names the card that is there, whole and at work. @throws TokentwinError FLASH_DAMAGED when there is none */
  readonly judge: (flash: FaultyFlash) => 'new' | 'earlier';
}

const OTHER_KEY = Buffer.from('98765432109876543210');
const card = newCardRecords(CARD);
const earlierCard = newCardRecords(CARD, OTHER_KEY);

/** A card of the earlier key gives other responses: then the earlier one is there, and whole. */
function judgeDscPlus(flash: FaultyFlash): 'new' | 'earlier' {
  const image = Buffer.from(flash.image());
  const told = { allowed: [newCard(PIN)], responses: [] };
  const contents = new KeypadCard(flash.copy('look'), CARD);
  contents.switchOn();
  if (Buffer.from(contents.contents?.key ?? []).equals(OTHER_KEY)) return 'earlier';
  if (image.includes(OTHER_KEY)) throw new Broken('the key of the earlier card is on the chip');
  judgeCard(image, new KeypadCard(flash, CARD), kindOf(CARD), told);
  return 'new';
}

const [codeCardProfile] = CODE_CARD_PROFILES;
const codes = Array.from({ length: CODE_COUNT }, (_, index) => `A${index % 10}${'BCDEFGH'[index % 7]}`);

function codeCardMaking(name: string, source: Parameters<typeof newCodeCardRecords>[0]['source']): Making {
  const records = newCodeCardRecords({ serialNumber: 'SC-0001', source, startUnixSeconds: null });
  const whole = FlashChip.erased(CODE_CARD_FLASH.pageBytes, CODE_CARD_FLASH.pageCount);
  Journal.format(whole, records);
  const known = new Map<string, string | undefined>();
  /** Deriving the codes takes long, and the same chip has the same codes. */
  const read = (flash: BoardFlash): string | undefined => {
    const digest = createHash('sha1').update(flash.image()).digest('base64');
    if (!known.has(digest))
      known.set(digest, JSON.stringify(codeCardProfile && readCodeCard(flash, codeCardProfile)));
    return known.get(digest);
  };
  const expected = read(whole);
  return {
    name,
    geometry: CODE_CARD_FLASH,
    earlier: null,
    records,
    switchOn: () => undefined,
    judge: (flash) => {
      if (read(flash) !== expected) throw new Broken('the code card is another one');
      return 'new';
    },
  };
}

const dscPlus = {
  geometry: CARD.flash,
  records: card,
  switchOn: (flash: Flash) => new KeypadCard(flash, CARD).switchOn(),
  judge: judgeDscPlus,
} as const;

const MAKINGS: readonly Making[] = [
  { ...dscPlus, name: 'making a DSC+', earlier: null },
  { ...dscPlus, name: 'making a DSC+ over another one', earlier: earlierCard },
  codeCardMaking('making a code card from a seed', { seed: DEMO_KEY }),
  codeCardMaking('making a code card from printed codes', { codes }),
];

/** Null when the firmware finds no card and changes nothing. */
function unlessNone<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (isTokentwinError(error, 'FLASH_DAMAGED')) return null;
    throw error;
  }
}

/** Told is whether the card was made. */
function scenarioOf({ name, geometry, earlier, records, switchOn, judge }: Making): Scenario<boolean> {
  const chip = () => {
    const made = FlashChip.erased(geometry.pageBytes, geometry.pageCount);
    if (earlier !== null) {
      Journal.format(made, earlier);
      // The earlier card was at work, on one page and the other.
      Journal.mount(made).rewrite(new Map());
      Journal.mount(made);
    }
    return made;
  };
  return {
    name,
    chip,
    act: (flash, tell) => {
      tell(false);
      Journal.format(flash, records);
      tell(true);
    },
    recover: (flash) => unlessNone(() => switchOn(flash)),
    judge: (flash, isMade) => {
      const { operations } = flash;
      const found = unlessNone(() => judge(flash));
      if (found === 'new' || (found === 'earlier' && !isMade)) return found;
      if (isMade) throw new Broken('a card that was made is not there');
      if (flash.operations !== operations) throw new Broken('a chip without a card was changed');
      Journal.format(flash, records);
      if (judge(flash) !== 'new') throw new Broken('a card cannot be made again');
      return 'none';
    },
    states: earlier === null ? ['none', 'new'] : ['earlier', 'none', 'new'],
  };
}

export const MAKING_SCENARIOS: readonly Scenario<boolean>[] = MAKINGS.map(scenarioOf);
