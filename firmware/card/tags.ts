/**
 * The names by which the card and its host know things: application identifiers, data objects, life cycle.
 *
 * The identifiers begin with F0, the category of unregistered application providers (ISO/IEC 7816-5), and
 * `TWIN` in ASCII; 03 at the end is kept for an IB Key. The tags of GET DATA lie in 0100 to 01FF, which
 * ISO/IEC 7816-4 leaves to applications. All values are [unknown: our choice].
 */
import type { CommandApdu } from './application.js';

function applicationIdentifier(last: number): Uint8Array {
  return Uint8Array.of(0xf0, 0x54, 0x57, 0x49, 0x4e, last);
}

/** Application identifiers, 6 bytes each. */
export const AID = {
  dscPlus: applicationIdentifier(0x01),
  securityCodeCard: applicationIdentifier(0x02),
  bench: applicationIdentifier(0x0f),
} as const;

/** P1-P2 of GET DATA; what each object holds stands in `dsc-plus-data.ts` and `code-card-application.ts`. */
export const DATA_TAG = {
  serialNumber: 0x0101,
  firmwareVersion: 0x0102,
  suite: 0x0103,
  pinPolicy: 0x0104,
  triesLeft: 0x0105,
  counter: 0x0106,
  batteryPercent: 0x0107,
  unlockQuestion: 0x0108,
  certificate: 0x0109,
  profileName: 0x010a,
  lifeCycle: 0x010b,
  challengeDigits: 0x010c,
  checkValue: 0x010d,
  expiry: 0x010e,
} as const;

export type DataName = keyof typeof DATA_TAG;

const DATA_NAMES = new Map(Object.entries(DATA_TAG).map(([name, tag]) => [tag as number, name as DataName]));

/** The data object that a GET DATA asks for by P1-P2, or null when there is none of that tag. */
export function dataName({ p1, p2 }: Pick<CommandApdu, 'p1' | 'p2'>): DataName | null {
  return DATA_NAMES.get((p1 << 8) | p2) ?? null;
}

/** The byte of the life cycle, as ISO/IEC 7816-4 writes it: operational activated, deactivated, terminated. */
export const LIFE_CYCLE = { inUse: 0x05, locked: 0x04, dead: 0x0c } as const;

/** The byte that stands for "not counted" where a number of tries is told. */
export const NOT_COUNTED = 0xff;

/** The first byte of the PIN policy. */
export const PIN_CHECK = { card: 0x00, soft: 0x01 } as const;
