/**
 * Faults that a card can be made with on purpose, so that a bench can see whether its own checks find them.
 *
 * Each is one mistake that real firmware makes, and leaves everything else as it is. They sit around the card,
 * between the reader and its T=1 end or between that and the applications; the firmware itself knows nothing of
 * them.
 */
import { INS } from '../../firmware/card/commands.js';
import { type Checksum, checksumOf } from '../../firmware/link/checksum.js';

/** The names of the faults, each with what the card does wrong. */
export const PLANTED_FAULTS = {
  'checksum-ignored': 'takes a block whose checksum is wrong',
  'sequence-ignored': 'takes an I-block whatever its sequence bit, and so carries a repeated one out again',
  'try-not-counted': 'does not count a wrong PIN',
  'counter-reused': 'answers a challenge that it was asked before with the response of that time',
  'tries-off-by-one': 'tells one try more than are left',
} as const;

export type PlantedFaultName = keyof typeof PLANTED_FAULTS;

/** What stands between the parts of a card; each method hands on what it does not spoil. */
export interface PlantedFault {
  /** A block on its way to the card's T=1 end. */
  block(block: Uint8Array): Uint8Array;
  /** A command on its way to the card's applications, and the response on its way back. */
  command(command: Uint8Array, next: (command: Uint8Array) => Uint8Array): Uint8Array;
}

const FAULTLESS: PlantedFault = {
  block: (block) => block,
  command: (command, next) => next(command),
};

const PROLOGUE_BYTES = 3;
const SEQUENCE_BIT = 0x40;

/** The block with the checksum that it should have. */
function withChecksum(block: Uint8Array, checksum: Checksum): Uint8Array {
  const length = PROLOGUE_BYTES + (block[2] ?? 0);
  const content = block.subarray(0, length);
  return Uint8Array.of(...content, ...checksumOf(checksum, content));
}

function isInformationBlock(block: Uint8Array): boolean {
  return block.length > PROLOGUE_BYTES && ((block[1] as number) & 0x80) === 0;
}

function sequenceIgnored(checksum: Checksum): PlantedFault {
  let expected = 0;
  return {
    ...FAULTLESS,
    block(block) {
      const control = block[1] ?? 0;
      // S(RESYNCH request): both ends begin again.
      if (control === 0xc0) expected = 0;
      if (!isInformationBlock(block)) return block;
      const forged = block.slice();
      forged[1] = (control & ~SEQUENCE_BIT) | (expected === 0 ? 0 : SEQUENCE_BIT);
      expected ^= 1;
      return withChecksum(forged, checksum);
    },
  };
}

function statusWord(response: Uint8Array): number {
  return ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
}

function isWrongPin(response: Uint8Array): boolean {
  return (statusWord(response) & 0xfff0) === 0x63c0;
}

function tryNotCounted(forgetTries: () => void): PlantedFault {
  return {
    ...FAULTLESS,
    command(command, next) {
      const response = next(command);
      if (command[1] === INS.verify && isWrongPin(response)) forgetTries();
      return response;
    },
  };
}

function triesOffByOne(): PlantedFault {
  return {
    ...FAULTLESS,
    command(command, next) {
      const response = next(command);
      if (!isWrongPin(response)) return response;
      const told = response.slice();
      told[told.length - 1] = 0xc0 | Math.min(15, ((told.at(-1) as number) & 15) + 1);
      return told;
    },
  };
}

function counterReused(): PlantedFault {
  const earlier = new Map<string, Uint8Array>();
  return {
    ...FAULTLESS,
    command(command, next) {
      const response = next(command);
      if (command[1] !== INS.internalAuthenticate || command[2] !== 0 || statusWord(response) !== 0x9000)
        return response;
      const challenge = command.join();
      const known = earlier.get(challenge);
      if (known === undefined && earlier.size < 1000) earlier.set(challenge, response);
      return known ?? response;
    },
  };
}

/**
 * A fault to put around one card; it has a state of its own.
 *
 * @param forgetTries sets the card's wrong PINs back to none
 */
export function plantedFault(
  name: PlantedFaultName | null,
  checksum: Checksum,
  forgetTries: () => void,
): PlantedFault {
  switch (name) {
    case null:
      return FAULTLESS;
    case 'checksum-ignored':
      return { ...FAULTLESS, block: (block) => withChecksum(block, checksum) };
    case 'sequence-ignored':
      return sequenceIgnored(checksum);
    case 'try-not-counted':
      return tryNotCounted(forgetTries);
    case 'counter-reused':
      return counterReused();
    case 'tries-off-by-one':
      return triesOffByOne();
  }
}
