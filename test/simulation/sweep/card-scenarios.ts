/** What a DSC+ writes, through both doors, and at every level to which a page can be filled. */
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../../firmware/dsc-plus/profiles.js';
import { type CardScenario, NEW_PIN, PIN, type Step, WRONG_PIN } from './card-scenario.js';

function profileNamed(name: string): DscPlusProfile {
  const found = DSC_PLUS_PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

/** Small pages, so that a sweep is quick and a page is soon full. */
function small(profile: DscPlusProfile): DscPlusProfile {
  return { ...profile, flash: { ...profile.flash, pageBytes: 512 } };
}

export const CARD = small(profileNamed('dsc-plus'));
const COUNTER_CARD = small(profileNamed('dsc-plus-counter'));
const SOFT_CARD = small(profileNamed('dsc-plus-soft'));
const MUTUAL_CARD = small(profileNamed('dsc-plus-mutual'));

const DOORS = ['keypad', 'wire'] as const;

const wrong: Step = { do: 'enterPin', pin: WRONG_PIN };
const right: Step = { do: 'enterPin', pin: PIN };
const logIn: Step = { do: 'logIn', pin: PIN };
const change: Step = { do: 'changePin', old: PIN, to: NEW_PIN };
const unlock: Step = { do: 'unlock', isRight: true, to: NEW_PIN };
const wrongUnlock: Step = { do: 'unlock', isRight: false, to: NEW_PIN };

function times(count: number, step: Step): Step[] {
  return Array.from({ length: count }, () => step);
}

type Spec = Omit<CardScenario, 'door' | 'profile'> & Partial<Pick<CardScenario, 'profile'>>;

const SPECS: readonly Spec[] = [
  { name: 'switching on', before: [], during: [{ do: 'switchOn' }] },
  { name: 'a wrong PIN', before: times(2, wrong), during: [wrong], rival: [right] },
  { name: 'the right PIN', before: [], during: [right], rival: [wrong] },
  { name: 'the right PIN after wrong ones', before: times(3, wrong), during: [right], rival: [wrong] },
  { name: 'the right PIN as the last try', before: times(4, wrong), during: [right], rival: [wrong] },
  { name: 'the PIN that locks', before: times(4, wrong), during: [wrong], rival: [right] },
  { name: 'the first unlock answer, wrong', before: times(5, wrong), during: [wrongUnlock] },
  {
    name: 'a wrong unlock answer',
    before: [...times(5, wrong), ...times(3, wrongUnlock)],
    during: [wrongUnlock],
    rival: [unlock],
  },
  {
    name: 'unlocking',
    before: [...times(5, wrong), ...times(3, wrongUnlock)],
    during: [unlock],
    rival: [wrongUnlock],
  },
  {
    name: 'unlocking with the last answer',
    before: [...times(5, wrong), ...times(9, wrongUnlock)],
    during: [unlock],
    rival: [wrongUnlock],
  },
  {
    name: 'the answer that wipes',
    before: [...times(5, wrong), ...times(9, wrongUnlock)],
    during: [wrongUnlock],
    rival: [unlock],
  },
  { name: 'a new PIN', before: times(1, wrong), during: [change] },
  {
    name: 'a new PIN with a wrong old one',
    before: times(1, wrong),
    during: [{ do: 'changePin', old: WRONG_PIN, to: NEW_PIN }],
    rival: [change],
  },
  { name: 'three logins, soft PIN', profile: SOFT_CARD, before: [logIn], during: times(3, logIn) },
  { name: 'three logins with a counter', profile: COUNTER_CARD, before: [logIn], during: times(3, logIn) },
  { name: 'a login, mutual', profile: MUTUAL_CARD, before: [wrong], during: [logIn] },
];

/**
 * How often the card was switched on before, each time for 8 bytes of its page: from where a change of the PIN has
 * room enough to where the page is compacted before anything else, and a little beyond.
 */
const FILL_LEVELS = Array.from({ length: 17 }, (_, level) => 32 + level);

const AT_FILL_LEVELS: readonly Spec[] = FILL_LEVELS.flatMap((level) => [
  {
    name: `a login with a counter after ${level} activations`,
    profile: COUNTER_CARD,
    before: times(level, { do: 'switchOn' }),
    during: [logIn],
  },
  {
    name: `a new PIN after ${level} activations`,
    before: times(level, { do: 'switchOn' }),
    during: [change],
  },
]);

function atBothDoors(specs: readonly Spec[]): CardScenario[] {
  return specs.flatMap((spec) =>
    DOORS.map((door) => ({ profile: CARD, ...spec, name: `${spec.name}, ${door}`, door })),
  );
}

/** One for each thing that the card does. */
export const CARD_SCENARIOS: readonly CardScenario[] = atBothDoors(SPECS);

/** Compaction wherever it can fall. */
export const FILL_LEVEL_SCENARIOS: readonly CardScenario[] = atBothDoors(AT_FILL_LEVELS);
