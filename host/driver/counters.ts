/**
 * Counters of the link, each with one sentence.
 */

export const COUNTER_MEANINGS = {
  framesSent: 'Serial frames written to the reader, negative acknowledges included.',
  framesReceived: 'Whole and undamaged serial frames read from the reader, echoes included.',
  damagedFrames: 'Damaged pieces read from the reader: a wrong checksum, a wrong length, an end missing.',
  negativeAcknowledgesSent: 'Times the driver asked the reader for its last answer again.',
  negativeAcknowledgesReceived: 'Times the reader refused a damaged command.',
  commandsRepeated: 'CCID commands sent again because the reader had not received them.',
  timeExtensions: 'Times the reader or the card asked for more time.',
  blocksSent: 'T=1 blocks sent to the card.',
  blocksReceived: 'T=1 blocks received from the card, damaged ones included.',
  blockRetransmissions: 'T=1 blocks that either end had to send again.',
  blockChecksumErrors:
    'T=1 blocks from the card whose checksum was wrong although the frame around them was right.',
  resynchronisations: 'Times the T=1 sequence bits were set back by S(RESYNCH).',
  cardResets: 'Times the card was powered on or reset.',
  reconnects: 'Times the port was opened again after it was lost.',
} as const;

export type LinkCounters = Readonly<Record<keyof typeof COUNTER_MEANINGS, number>>;

/** As the link keeps them while it works. */
export type MutableCounters = Record<keyof typeof COUNTER_MEANINGS, number>;

export function newCounters(): MutableCounters {
  const zeros = Object.keys(COUNTER_MEANINGS).map((name) => [name, 0]);
  return Object.fromEntries(zeros) as MutableCounters;
}
