/**
 * Who has to do with the broker: entities with their identification data, accounts, and user names.
 *
 * An entity is a person or an organisation; it may have several user names, in one account or in several. Identification
 * data decide whether two entities are one person (facts section 10); personal data only serve advice on PINs.
 */

export const DOCUMENT_TYPES = ['passport', 'national-id', 'driving-licence', 'registration'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Facts section 10 (a) [seed]. */
export interface Identification {
  /** `1970-12-31`; of an organisation, the day it was founded. */
  readonly birthDate: string;
  /** Two letters of ISO 3166. */
  readonly citizenship: string;
  readonly legalResidence: string;
  readonly document: { readonly type: DocumentType; readonly number: string };
  /** Of US persons. */
  readonly socialSecurityNumber: string | null;
}

/** What a PIN should not be made of (facts section 13 [seed]). */
export interface PersonalData {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly familyNames: readonly string[];
  readonly familyBirthDates: readonly string[];
  readonly addresses: readonly string[];
  readonly phoneNumbers: readonly string[];
  readonly city: string | null;
  readonly sportsTeams: readonly string[];
}

export interface Entity {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly identification: Identification;
  readonly personalData: PersonalData;
}

export interface Account {
  readonly id: string;
  readonly kind: 'individual' | 'organisation';
  /** The account's owner: only this user, and officers of an organisation, may change security settings. */
  readonly primaryUserId: string;
  readonly securityOfficerIds: readonly string[];
  readonly equityUsd: number;
  readonly fundedAtMs: number | null;
}

export interface Mobile {
  /** Country code and number, digits only, without a trunk prefix. */
  readonly number: string;
  readonly verifiedAtMs: number | null;
}

export interface User {
  /** The user name: lower case, 3 to 32 characters. */
  readonly id: string;
  readonly entityId: string;
  readonly accountId: string;
  readonly passwordHash: string;
  /** When logins failed, since the last that did not. */
  readonly failuresMs: readonly number[];
  readonly mobile: Mobile | null;
  /** When the user agreed to trade without a device; null: has not opted out. */
  readonly optedOutAtMs: number | null;
  /** A Temporary Code was given, and no other device was used since. */
  readonly hadTemporaryCode: boolean;
}

export const NO_PERSONAL_DATA: PersonalData = {
  firstNames: [],
  lastNames: [],
  familyNames: [],
  familyBirthDates: [],
  addresses: [],
  phoneNumbers: [],
  city: null,
  sportsTeams: [],
};
