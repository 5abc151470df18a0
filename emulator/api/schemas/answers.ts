/**
 * What answers hold.
 */
import { z } from 'zod';
import { KeyName, named } from './named.js';

const count = z.int().min(0);
const time = z.number().describe('virtual time, Unix milliseconds');

export const Cell = named('Cell', z.strictObject({ character: z.string(), segments: count }));

export const Frame = named(
  'Frame',
  z.strictObject({
    number: count,
    at: time,
    text: z.string(),
    cells: z.array(Cell),
    isSecret: z.literal(true).optional(),
    isMasked: z.literal(true).optional(),
    faults: z.array(z.string()).optional(),
  }),
);

export const TwinSummary = named(
  'TwinSummary',
  z.strictObject({
    id: z.string(),
    kind: z.enum(['dsc-plus', 'security-code-card']),
    name: z.string(),
    profile: z.string(),
    serialNumber: z.string(),
    origin: z.enum(['api', 'emulator']),
  }),
);

export const TwinList = named('TwinList', z.strictObject({ twins: z.array(TwinSummary) }));

export const ServerInfo = named(
  'ServerInfo',
  z.strictObject({
    product: z.literal('tokentwin'),
    version: z.string(),
    warning: z.string(),
    twins: count,
    /** Requests that wait for a frame. */
    waiting: count,
    /** Event streams that are open. */
    streams: count,
    showsSecrets: z.boolean(),
  }),
);

export const ResponseShown = named('ResponseShown', z.strictObject({ response: z.string().nullable() }));

export const Faults = named(
  'Faults',
  z.strictObject({
    nextResponse: z.enum(['wrong', 'swapped']).nullable(),
    deadSegments: z.array(z.strictObject({ cell: count, segment: z.string() })),
    stuckKey: KeyName.nullable(),
    bouncingKey: KeyName.nullable(),
    slowMs: z.number(),
    clockDriftPpm: z.number(),
  }),
);

export const DscPlusStatus = named(
  'DscPlusStatus',
  z.strictObject({
    kind: z.literal('dsc-plus'),
    state: z.string(),
    serialNumber: z.string(),
    triesLeft: count.nullable(),
    locked: z.boolean(),
    dead: z.boolean(),
    /** A decimal number: it may be larger than JSON numbers are exact. */
    counter: z.string().nullable(),
    activations: count,
    batteryPercent: z.number(),
    timeMs: time,
    faults: Faults,
  }),
);

export const CodeCardStatus = named(
  'CodeCardStatus',
  z.strictObject({
    kind: z.literal('security-code-card'),
    serialNumber: z.string(),
    checkValue: z.string(),
    expiresUnixSeconds: z.number().nullable(),
    smudged: z.array(count),
    misprinted: z.array(count),
  }),
);

export const TwinStatus = named('TwinStatus', z.union([DscPlusStatus, CodeCardStatus]));

export const Snapshot = named('Snapshot', z.strictObject({ name: z.string(), atMs: time, frame: count }));

export const SnapshotList = named('SnapshotList', z.strictObject({ snapshots: z.array(Snapshot) }));

export const ResponseApdu = named('ResponseApdu', z.strictObject({ response: z.string() }));

export const AnswerToReset = named('AnswerToReset', z.strictObject({ atr: z.string() }));

export const CardValues = named(
  'CardValues',
  z.strictObject({
    entries: z.array(z.strictObject({ index: count, code: z.string() })),
    values: z.string().describe('the codes joined as they are typed'),
  }),
);

export const PastPoint = named(
  'PastPoint',
  z.strictObject({
    position: count,
    length: count,
    folded: count,
    isOver: z.boolean(),
    input: z.string().nullable(),
    state: z.string(),
    frame: Frame,
  }),
);

export const Problem = named(
  'Problem',
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    place: z.string().optional(),
  }),
);

/** What stands in the document of the API is for its readers to check. */
export const OpenApiDocument = named('OpenApiDocument', z.record(z.string(), z.unknown()));
