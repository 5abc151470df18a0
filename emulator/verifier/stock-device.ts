/**
 * A twin as the desk of the verifier takes it into stock.
 *
 * This is where a maker's delivery stands in real life: the keys of what was made, for who will judge its answers.
 */
import { TokentwinError } from '../../firmware/error.js';
import { bytesToHex, textBytes } from '../../firmware/oath/bytes.js';
import { hash } from '../../firmware/oath/hash.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import type { StockDevice } from '../../host/sls/procedures/stock.js';
import type { Device } from '../twin/device.js';
import type { DscPlus } from '../twin/dsc-plus.js';

function pinHash(twin: DscPlus, pin: string | null): string | null {
  const { pinHash: name } = parseSuite(twin.profile.suite);
  if (name === null) return null;
  const known = twin.secrets().pin ?? pin;
  if (known === null)
    throw new TokentwinError(
      'SECRET_MISSING',
      'The card does not store its PIN: give it, as the holder chose it.',
    );
  return bytesToHex(hash(name, textBytes(known)));
}

function dscPlusStock(twin: DscPlus, pin: string | null): StockDevice {
  const { suite, challengeDigits, pin: policy } = twin.profile;
  const { key, unlockKey } = twin.secrets();
  const { serialNumber, counter } = twin.status();
  if (key === null) throw new TokentwinError('CARD_DEAD', 'The card is dead: it has no key any more.');
  return {
    serialNumber,
    ...(counter !== null && { counter: String(counter) }),
    secret: {
      kind: 'dsc-plus',
      suite,
      challengeDigits,
      key: bytesToHex(key),
      pinHash: pinHash(twin, pin),
      pinCheck: policy.check,
      unlock:
        policy.check === 'card' && unlockKey !== null
          ? { suite: policy.unlockSuite, key: bytesToHex(unlockKey) }
          : null,
    },
  };
}

/**
 * @param pin of a card that does not store it; else it is read from the card
 * @throws TokentwinError SECRET_MISSING, CARD_DEAD
 */
export function stockDevice(device: Pick<Device, 'kind' | 'twin'>, pin: string | null = null): StockDevice {
  if (device.kind === 'dsc-plus') return dscPlusStock(device.twin as DscPlus, pin);
  const { card } = device.twin as Extract<Device, { kind: 'security-code-card' }>['twin'];
  return {
    serialNumber: card.serialNumber,
    secret: { kind: 'security-code-card', codes: card.codes.join('') },
  };
}
