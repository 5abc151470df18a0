/**
 * The driver's session with a card that says what the input says: the first message is the ATR, each further one the
 * answer to the next command; a card that has said everything says 6A88.
 */
import { decodeCommand } from '../../../firmware/card/apdu.js';
import { CardSession } from '../../../host/driver/card-session.js';
import { hold, type Input, type Trace } from '../target.js';

const NOTHING_MORE = Uint8Array.of(0x6a, 0x88);

export function sessionOver([atr = new Uint8Array(0), ...answers]: Input, trace: Trace): CardSession {
  const left = [...answers];
  return new CardSession({
    cardResets: 1,
    ready: async () => atr,
    reset: async () => atr,
    cardLostPower: () => undefined,
    enterPin: async () => left.shift() ?? NOTHING_MORE,
    transmit: async (command) => {
      trace.step();
      hold(decodeCommand(command) !== null, 'answers are well formed', 'the driver sends what is no command');
      return left.shift() ?? NOTHING_MORE;
    },
  });
}

/** Lets the driver ask, and judges what it takes: text of a card goes to a terminal, so it must be printable. */
export async function attempt(trace: Trace, act: () => Promise<unknown>): Promise<void> {
  try {
    const value = await act();
    trace.passed();
    for (const text of textsOf(value))
      hold(
        /^[ -~]*$/.test(text),
        'answers are well formed',
        `text of a card: ${JSON.stringify(text.slice(0, 40))}`,
      );
  } catch (error) {
    trace.refused(error);
  }
}

/** Every text in a value, at any depth. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(textsOf);
}
