/**
 * The readers that a twin can be, each by a name under which libccid's serial driver knows how to speak to it.
 */

export type ReaderVariantName = 'gempc-pinpad' | 'gempc-twin' | 'two-slot';

export interface ReaderVariant {
  readonly name: ReaderVariantName;
  /** What stands behind the port in DEVICENAME of pcscd's reader.conf, after a colon. */
  readonly libccidName: 'GemPCPinPad' | 'GemPCTwin' | 'GemCoreSIMPro2';
  /** Does it send each command back before its answer? */
  readonly echoes: boolean;
  readonly pinPad: boolean;
  readonly slots: 1 | 2;
  /** The answer to Escape 02, ASCII, less than 50 bytes; a reader with `PinPad` in it has one. */
  readonly firmware: string;
}

/** The default first. */
export const READER_VARIANTS: readonly ReaderVariant[] = [
  {
    name: 'gempc-pinpad',
    libccidName: 'GemPCPinPad',
    echoes: true,
    pinPad: true,
    slots: 1,
    firmware: 'tokentwin PinPad 1.0 (test device)',
  },
  {
    name: 'gempc-twin',
    libccidName: 'GemPCTwin',
    echoes: true,
    pinPad: false,
    slots: 1,
    firmware: 'tokentwin reader 1.0 (test device)',
  },
  {
    name: 'two-slot',
    // A reader of the name without 2 is never asked by libccid whether its cards are still there.
    libccidName: 'GemCoreSIMPro2',
    echoes: false,
    pinPad: false,
    slots: 2,
    firmware: 'tokentwin two-slot reader 1.0 (test device)',
  },
];

export function readerVariant(name: ReaderVariantName): ReaderVariant {
  return READER_VARIANTS.find((variant) => variant.name === name) as ReaderVariant;
}
