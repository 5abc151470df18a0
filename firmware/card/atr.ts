/**
 * The answer to reset of a T=1 card: made for the twin, read for the host (ISO/IEC 7816-3, section 8).
 *
 *     3B        direct convention
 *     8D        TD1 follows, 13 historical bytes
 *     81        TD1: T=1, TD2 follows
 *     31 or 71  TD2: T=1, TA3 and TB3 follow, and TC3 when the check is a CRC
 *     FE        TA3: information fields of up to 254 bytes
 *     45        TB3: BWI 4, CWI 5
 *     01        TC3: CRC (absent: LRC)
 *     80 5B ... category 80 (compact TLV), card issuer's data (tag 5) of 11 bytes: `test device`
 *     TCK       XOR of all from 8D on
 *
 * TA1 and TC1 are absent: the default speed and no extra guard time, so no reader tries to negotiate. Says
 * nothing of T=0, which the card does not speak.
 */
import { asciiBytes } from '../ascii.js';
import { joinBytes } from '../bytes.js';
import { type Checksum, lrc } from '../link/checksum.js';

/** What the historical bytes of every twin say, so that nobody takes it for a broker's card. */
export const DEVICE_NOTE = 'test device';

/** IFSC: the longest information field that the card takes, in bytes. */
export const INFORMATION_FIELD_BYTES = 254;

const BLOCK_AND_CHARACTER_WAITING_TIME = 0x45;
const T1 = 1;

/** The answer to reset of the twin's card. */
export function atr({ checksum }: { readonly checksum: Checksum }): Uint8Array {
  const note = asciiBytes(DEVICE_NOTE);
  const historical = joinBytes(Uint8Array.of(0x80, 0x50 | note.length), note);
  const checked = joinBytes(
    Uint8Array.of(0x80 | historical.length, 0x80 | T1),
    checksum === 'crc' ? Uint8Array.of(0x70 | T1) : Uint8Array.of(0x30 | T1),
    Uint8Array.of(INFORMATION_FIELD_BYTES, BLOCK_AND_CHARACTER_WAITING_TIME),
    checksum === 'crc' ? Uint8Array.of(0x01) : Uint8Array.of(),
    historical,
  );
  return joinBytes(Uint8Array.of(0x3b), checked, Uint8Array.of(lrc(checked)));
}

/** What a host needs to know of a card's ATR. */
export interface AnswerToReset {
  readonly offersT1: boolean;
  /** IFSC, 1 to 254; 32 when the ATR is silent. */
  readonly informationFieldBytes: number;
  readonly checksum: Checksum;
  /** Block waiting time integer, 0 to 9; 4 when the ATR is silent. */
  readonly bwi: number;
  /** Character waiting time integer, 0 to 15; 13 when the ATR is silent. */
  readonly cwi: number;
  readonly historicalBytes: Uint8Array;
}

/**
 * TAi, TBi, TCi; undefined = absent. And the protocol of the TD before them: the first group has none, and nobody asks.
 */
interface InterfaceBytes {
  readonly index: number;
  readonly protocol: number;
  readonly ta: number | undefined;
  readonly tb: number | undefined;
  readonly tc: number | undefined;
}

/**
 * The interface bytes, the protocols that TDs name, and where the historical bytes begin: behind the end when the ATR is
 * cut off.
 */
function readInterfaceBytes(bytes: Uint8Array) {
  const groups: InterfaceBytes[] = [];
  const protocols: number[] = [];
  let offset = 1;
  let marks = bytes[offset++] ?? 0;
  for (let index = 1; ; index += 1) {
    const next = (bit: number) => ((marks & bit) === 0 ? undefined : bytes[offset++]);
    groups.push({ index, protocol: marks & 0x0f, ta: next(0x10), tb: next(0x20), tc: next(0x40) });
    if ((marks & 0x80) === 0) break;
    marks = bytes[offset++] ?? 0;
    protocols.push(marks & 0x0f);
  }
  return { groups, protocols, offset };
}

/** The T=1 bytes are the first ones behind a TD of T=1, from TA3 on (section 11.4). */
function readT1(groups: readonly InterfaceBytes[]): Omit<AnswerToReset, 'offersT1' | 'historicalBytes'> {
  const own = groups.filter(({ index, protocol }) => index > 2 && protocol === T1);
  const first = (name: 'ta' | 'tb' | 'tc') => own.find((group) => group[name] !== undefined)?.[name];
  const waiting = first('tb') ?? 0x4d;
  return {
    informationFieldBytes: first('ta') ?? 32,
    checksum: ((first('tc') ?? 0) & 1) === 1 ? 'crc' : 'lrc',
    bwi: waiting >>> 4,
    cwi: waiting & 0x0f,
  };
}

/**
 * Reads an ATR.
 *
 * @param bytes 2 to 33 bytes, from TS on
 * @returns null when it breaks the standard: wrong TS, length, TCK or a reserved value
 */
export function parseAtr(bytes: Uint8Array): AnswerToReset | null {
  if (bytes.length > 33 || (bytes[0] !== 0x3b && bytes[0] !== 0x3f)) return null;
  const { groups, protocols, offset } = readInterfaceBytes(bytes);
  const end = offset + ((bytes[1] as number) & 0x0f);
  const hasTck = protocols.some((protocol) => protocol !== 0);
  if (bytes.length !== end + (hasTck ? 1 : 0)) return null;
  if (hasTck && lrc(bytes.subarray(1)) !== 0) return null;
  const t1 = readT1(groups);
  if (t1.informationFieldBytes === 0 || t1.informationFieldBytes === 0xff || t1.bwi > 9) return null;
  return { offersT1: protocols.includes(T1), ...t1, historicalBytes: bytes.slice(offset, end) };
}
