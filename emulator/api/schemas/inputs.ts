/**
 * What requests hold. A field that is not known is refused, so that a word that is misspelt has no quiet effect.
 */
import { z } from 'zod';
import { LIMITS } from '../limits.js';
import { KeyName, named } from './named.js';

/** Letters, digits, and what names have between them. */
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** An even number of hexadecimal digits. */
const HEX = /^(?:[0-9A-Fa-f]{2})*$/;

const name = z.string().regex(NAME, 'a name has 1 to 64 letters, digits, dots, hyphens and underscores');
const hex = (most: number) =>
  z.string().max(most).regex(HEX, 'expected an even number of hexadecimal digits');
const index = z.int().min(1).max(224);
const profile = z.union([z.string().min(1).max(64), z.record(z.string(), z.unknown())]);
const label = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}*$/u, 'a label has no control characters');
const position = z.string().regex(/^[0-9]{1,9}$/, 'a position is a whole number from 0 on');
const seed = z.string().min(1).max(200);

export const NewDscPlus = named(
  'NewDscPlus',
  z.strictObject({
    kind: z.literal('dsc-plus').optional(),
    /** A built-in profile, or one as JSON, of which `extends` names the base. */
    profile: profile.optional(),
    /** The demo card of the profile, whose key and PIN are published. */
    demo: z.boolean().optional(),
    name: label.optional(),
    pin: z.string().min(1).max(16).optional(),
    key: hex(256).optional(),
    unlockKey: hex(256).optional(),
    serialNumber: z.string().max(16).optional(),
    suite: z.string().max(200).optional(),
    seed: seed.optional(),
    /** Start of the twin's clock, Unix milliseconds. */
    startMs: z.int().min(0).max(8_640_000_000_000).optional(),
  }),
);

export const PrintFaults = named(
  'PrintFaults',
  z.strictObject({
    /** Index numbers whose code cannot be read. */
    smudged: z.array(index).max(224).optional(),
    /** Index numbers beside which another code stands. */
    misprinted: z.array(index).max(224).optional(),
  }),
);

export const NewSecurityCodeCard = named(
  'NewSecurityCodeCard',
  z.strictObject({
    kind: z.literal('security-code-card'),
    profile: profile.optional(),
    demo: z.boolean().optional(),
    name: label.optional(),
    cardSeed: hex(512).optional(),
    codes: z.array(z.string().max(3)).length(224).optional(),
    serialNumber: z.string().max(16).optional(),
    seed: seed.optional(),
    startUnixSeconds: z.int().min(0).max(8_640_000_000).optional(),
    ...PrintFaults.shape,
  }),
);

export const NewTwin = named('NewTwin', z.discriminatedUnion('kind', [NewDscPlus, NewSecurityCodeCard]));

export const KeyStep = named(
  'KeyStep',
  z.union([
    z.strictObject({ press: KeyName }),
    z.strictObject({ hold: KeyName, ms: z.number().min(0).max(LIMITS.holdMs) }),
    z.strictObject({
      type: z
        .string()
        .max(LIMITS.typedDigits)
        .regex(/^[0-9]*$/, 'only digits can be typed'),
    }),
    z.strictObject({ down: KeyName }),
    z.strictObject({ up: KeyName }),
  ]),
);

export const FrameQuery = named(
  'FrameQuery',
  z.strictObject({
    after: z
      .string()
      .regex(/^[0-9]{1,15}$/, 'expected the number of a frame')
      .optional(),
    text: z.string().max(64).optional(),
  }),
);

export const ScreenQuery = named(
  'ScreenQuery',
  z.strictObject({ format: z.enum(['text', 'svg']).optional() }),
);

export const TimeStep = named(
  'TimeStep',
  z.strictObject({ advanceMs: z.number().min(0).max(LIMITS.advanceMs) }),
);

export const BatteryCharge = named(
  'BatteryCharge',
  z.strictObject({ percent: z.number().min(0).max(100).nullable() }),
);

export const FaultChanges = named(
  'FaultChanges',
  z.strictObject({
    nextResponse: z.enum(['wrong', 'swapped']).nullable().optional(),
    deadSegments: z
      .array(z.strictObject({ cell: z.int().min(0).max(63), segment: z.string().max(8) }))
      .max(1024)
      .optional(),
    stuckKey: KeyName.nullable().optional(),
    bouncingKey: KeyName.nullable().optional(),
    slowMs: z.number().min(0).max(60_000).optional(),
    clockDriftPpm: z.number().min(-500_000).max(500_000).optional(),
  }),
);

export const NewSnapshot = named('NewSnapshot', z.strictObject({ name }));

export const CommandApdu = named('CommandApdu', z.strictObject({ command: hex(LIMITS.bodyBytes).min(8) }));

export const Lookup = named('Lookup', z.strictObject({ indices: z.array(index).min(1).max(224) }));

/** Where a route takes nothing. */
export const Nothing = named('Nothing', z.strictObject({}));

export const PastQuery = named('PastQuery', z.strictObject({ position }));

export const Branch = named('Branch', z.strictObject({ position: z.int().min(0) }));
