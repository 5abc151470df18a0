/**
 * Inputs of a twin as they stand in a recording.
 */
import { KEY_NAMES, type KeyName } from '../../firmware/dsc-plus/keys.js';
import { TokentwinError } from '../../firmware/error.js';
import { bytesToHex, hexBytes } from '../../firmware/oath/bytes.js';
import { type CardFaults, checkCardFaults, SOUND } from '../board/card-faults.js';
import { checkPercent } from '../twin/input-checks.js';
import type { TwinInput, WireInput } from '../twin/twin-input.js';
import type { Start } from './recording.js';

/** An input as it is written: bytes in hexadecimal. */
export function inputAsText(input: TwinInput): object {
  if (input.type !== 'wire' || input.wire.event !== 'received') return input;
  return { ...input, wire: { event: 'received', bytes: bytesToHex(input.wire.bytes) } };
}

function refuse(reason: string): never {
  throw new TokentwinError('ARGUMENT', reason);
}

function wireOf(value: unknown): WireInput {
  const { event, bytes } = (value ?? {}) as Record<string, unknown>;
  switch (event) {
    case 'received':
      return { event, bytes: hexBytes(String(bytes), 'bytes') };
    case 'timePassed':
    case 'hostLeft':
    case 'removed':
    case 'inserted':
      return { event };
    default:
      return refuse('there is no such event of a reader.');
  }
}

function keyOf(value: unknown): KeyName {
  return KEY_NAMES.find((name) => name === value) ?? refuse('the card has no such key.');
}

/** @throws TokentwinError ARGUMENT, HEX_INVALID */
export function inputOf(value: unknown, { profile, reader }: Start): TwinInput {
  const input = (value ?? {}) as Record<string, unknown>;
  switch (input.type) {
    case 'keyDown':
    case 'keyUp':
      return { type: input.type, key: keyOf(input.key) };
    case 'time':
    case 'cutPower':
      return { type: input.type };
    case 'battery':
      checkPercent(input.percent as number | null);
      return { type: 'battery', percent: input.percent as number | null };
    case 'faults': {
      const faults: CardFaults = { ...SOUND, ...(input.faults as object) };
      checkCardFaults(faults, profile.display);
      return { type: 'faults', faults };
    }
    case 'wire':
      if (reader === null) refuse('the recording has no reader.');
      if (typeof input.linkMs !== 'number') refuse('the time of the link is missing.');
      return { type: 'wire', wire: wireOf(input.wire), linkMs: input.linkMs };
    default:
      return refuse('there is no such input.');
  }
}
