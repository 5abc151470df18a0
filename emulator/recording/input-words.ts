/**
 * Inputs in words, for a list that a person reads. They say which keys were pressed, so they are as secret as what was
 * typed.
 */
import { faultsInWords } from '../board/card-faults.js';
import type { TwinInput, WireInput } from '../twin/twin-input.js';

function wireWords(wire: WireInput): string {
  switch (wire.event) {
    case 'received':
      return `host sends ${wire.bytes.length} bytes`;
    case 'timePassed':
      return 'time passes in the reader';
    case 'hostLeft':
      return 'host leaves';
    case 'removed':
      return 'card out';
    case 'inserted':
      return 'card in';
  }
}

export function inputInWords(input: TwinInput): string {
  switch (input.type) {
    case 'keyDown':
      return `${input.key} down`;
    case 'keyUp':
      return `${input.key} up`;
    case 'time':
      return 'time passes';
    case 'cutPower':
      return 'power cut';
    case 'battery':
      return input.percent === null ? 'battery as estimated' : `battery at ${input.percent} %`;
    case 'faults':
      return `faults: ${faultsInWords(input.faults).join(', ') || 'none'}`;
    case 'wire':
      return wireWords(input.wire);
  }
}
