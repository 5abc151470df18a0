/**
 * The profiles of code cards: the printed card and the online card (facts sections 5 and 6).
 */
import { TokentwinError } from '../error.js';
import { checkField, isJsonObject, type Rule, refuseField } from '../profile-rules.js';
import { CODE_ALPHABETS, type CodeAlphabet } from './code-card.js';
import { ONLINE_CARD_DAYS } from './validity.js';

export interface CodeCardProfile {
  readonly kind: 'security-code-card';
  readonly name: string;
  readonly description: string;
  readonly alphabet: CodeAlphabet;
  /** How long the card is valid; null = for ever. */
  readonly lifetimeDays: number | null;
}

export const CODE_CARD_PROFILES: readonly CodeCardProfile[] = [
  {
    kind: 'security-code-card',
    name: 'security-code-card',
    description: 'the printed card, 224 codes of three characters',
    alphabet: 'letter-digit-letter',
    lifetimeDays: null,
  },
  {
    kind: 'security-code-card',
    name: 'online-security-code-card',
    description: `the card from the portal, valid for ${ONLINE_CARD_DAYS} days`,
    alphabet: 'letter-digit-letter',
    lifetimeDays: ONLINE_CARD_DAYS,
  },
];

const RULE: Rule = {
  type: 'object',
  fields: {
    kind: { type: 'choice', values: ['security-code-card'] },
    name: { type: 'text', minimum: 1, maximum: 40, pattern: /^[a-z0-9-]+$/ },
    description: { type: 'text', minimum: 0, maximum: 120, pattern: /^\P{Cc}*$/u },
    alphabet: { type: 'choice', values: [...CODE_ALPHABETS] },
    lifetimeDays: { type: 'integer', minimum: 1, maximum: 36_500, nullable: true },
  },
};

/** The built-in code-card profile of a name, or undefined. */
export function findCodeCardProfile(name: string): CodeCardProfile | undefined {
  return CODE_CARD_PROFILES.find((profile) => profile.name === name);
}

/**
 * Makes a profile from parsed JSON; fields that are missing come from the profile that `extends` names,
 * `security-code-card` by default.
 *
 * @throws TokentwinError PROFILE_INVALID with the path of the wrong field, PROFILE_UNKNOWN for `extends`
 */
export function codeCardProfileFrom(json: unknown): CodeCardProfile {
  if (!isJsonObject(json)) refuseField('its top', 'it must be an object');
  const { extends: baseName = 'security-code-card', ...own } = json;
  const base = CODE_CARD_PROFILES.find(({ name }) => name === baseName);
  if (base === undefined) {
    const names = CODE_CARD_PROFILES.map(({ name }) => name).join(', ');
    throw new TokentwinError('PROFILE_UNKNOWN', `The profile extends an unknown one: use ${names}.`);
  }
  return checkCodeCardProfile({ ...base, name: 'custom', ...own });
}

/** @throws TokentwinError PROFILE_INVALID */
export function checkCodeCardProfile(json: unknown): CodeCardProfile {
  checkField(json, RULE, '');
  return json as CodeCardProfile;
}
