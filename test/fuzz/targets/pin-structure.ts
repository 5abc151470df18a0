/**
 * The data of a Secure message: a PIN structure, and the command that comes of it.
 *
 * What is taken must come out of its encoding as it was; the command must be one, with the PIN in its block and
 * everything else as the template has it.
 */
import { decodeCommand } from '../../../firmware/card/apdu.js';
import { buildPinCommand, digitsThatFit } from '../../../firmware/link/ccid/pin-command.js';
import {
  decodePinOperation,
  encodePinOperation,
  type PinOperation,
} from '../../../firmware/link/ccid/pin-operation.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

const LONGEST = 261;

function build(operation: PinOperation, digit: string, digits: number): Uint8Array {
  const pin = digit.repeat(digits);
  const asksCurrent = operation.operation === 'verify' || operation.askCurrent;
  return buildPinCommand(operation, {
    current: asksCurrent ? pin : null,
    next: operation.operation === 'modify' ? pin : null,
  });
}

/** The bits in which two equally long commands differ, and the PIN alone may be the reason. */
function judgePlaces(operation: PinOperation, digits: number): void {
  const [one, other] = [build(operation, '1', digits), build(operation, '2', digits)];
  hold(one.length === other.length, 'the answer is right', 'the length depends on the digits');
  const changed = one.filter((byte, index) => byte !== other[index]).length;
  const pins = operation.operation === 'modify' && operation.askCurrent ? 2 : 1;
  const touched = pins * (digits + (operation.format.encoding === 'bcd' ? 1 : 2));
  hold(
    changed <= touched,
    'nothing is written',
    `${changed} bytes changed for ${pins} PINs of ${digits} digits`,
  );
  hold(
    one.subarray(0, 4).every((byte, index) => byte === operation.template[index]),
    'nothing is written',
    'the header',
  );
}

function judge(operation: PinOperation, trace: Trace): void {
  const fits = digitsThatFit(operation);
  hold(fits >= 0, 'the answer is right', 'a negative number of digits');
  const digits = Math.min(operation.maximumDigits, fits);
  trace.mark(`${operation.operation} ${operation.format.encoding}, ${fits === 0 ? 'no room' : 'room'}`);
  if (digits < operation.minimumDigits || digits === 0) return;
  const command = build(operation, '7', digits);
  hold(
    decodeCommand(command) !== null || command[4] === 0,
    'answers are well formed',
    'no command comes of it',
  );
  hold(command.length <= LONGEST, 'memory is bounded', `a command of ${command.length} bytes`);
  judgePlaces(operation, digits);
}

export const target: FuzzTarget = {
  name: 'pin-structure',
  takes: 'PIN structures of Secure messages',
  form: 'messages',
  share: 10,
  run(input, trace) {
    for (const message of input) {
      const data = message.subarray(0, LONGEST);
      trace.step();
      const decoded = decodePinOperation(data);
      if (!decoded.ok) {
        trace.mark(`refused ${decoded.error}`);
        continue;
      }
      trace.passed();
      const again = decodePinOperation(encodePinOperation(decoded.operation));
      hold(
        JSON.stringify(again) === JSON.stringify(decoded),
        'the answer is right',
        'it comes out of its encoding as another one',
      );
      judge(decoded.operation, trace);
    }
  },
};
