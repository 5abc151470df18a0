/**
 * A twin as a request describes it: in memory, a DSC+ on manual time.
 */
import type { z } from 'zod';
import { codeCardProfileFrom, findCodeCardProfile } from '../../firmware/code-card/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { TokentwinError } from '../../firmware/error.js';
import { hexBytes } from '../../firmware/oath/bytes.js';
import type { Device } from '../twin/device.js';
import { DscPlus } from '../twin/dsc-plus.js';
import { SecurityCodeCard } from '../twin/security-code-card.js';
import type { NewDscPlus, NewSecurityCodeCard, NewTwin } from './schemas/inputs.js';

type Fields = Readonly<Record<string, unknown>>;

/** A demo device is as it was published. @throws TokentwinError API_INPUT */
function refuseOwn(fields: Fields): void {
  const own = Object.keys(fields).find((name) => fields[name] !== undefined);
  if (own === undefined) return;
  throw new TokentwinError('API_INPUT', 'A demo device is as it is: leave the field out, or demo.', {
    place: `/${own}`,
  });
}

/** A record without the fields that were not given. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function dscPlus(body: z.infer<typeof NewDscPlus>, seed: string): Device {
  const { profile: choice = 'dsc-plus', demo, name, startMs, kind: _, ...own } = body;
  if (demo === true) refuseOwn(own);
  const profile = typeof choice === 'string' ? choice : dscPlusProfileFrom(choice);
  const options = given({ startMs, seed: body.seed ?? seed });
  if (demo === true) {
    const twin = DscPlus.demo({ ...options, profile });
    return { kind: 'dsc-plus', name: name ?? `${twin.profile.name} (demo)`, twin, file: null };
  }
  const { key, unlockKey, pin, serialNumber, suite } = own;
  const twin = DscPlus.make({
    ...options,
    ...given({ pin, serialNumber, suite }),
    profile,
    ...(key !== undefined && { key: hexBytes(key, 'key') }),
    ...(unlockKey !== undefined && { unlockKey: hexBytes(unlockKey, 'unlock key') }),
  });
  return { kind: 'dsc-plus', name: name ?? twin.profile.name, twin, file: null };
}

function codeCard(body: z.infer<typeof NewSecurityCodeCard>, seed: string): Device {
  const { profile: choice = 'security-code-card', demo, name, kind, smudged, misprinted, ...own } = body;
  if (demo === true) refuseOwn(own);
  const profile = typeof choice === 'string' ? choice : codeCardProfileFrom(choice);
  const print = given({ smudged, misprinted });
  const { cardSeed, ...rest } = own;
  const twin =
    demo === true
      ? SecurityCodeCard.demo({ profile, print })
      : SecurityCodeCard.make({
          seed,
          ...given(rest),
          profile,
          print,
          ...(cardSeed !== undefined && { cardSeed: hexBytes(cardSeed, 'seed') }),
        });
  return { kind, name: name ?? twin.profile.name, twin, file: null };
}

/**
 * @param seed for what is drawn, unless the request has a seed of its own
 * @throws TokentwinError API_INPUT, PROFILE_…, PIN_FORMAT, PIN_WEAK, KEY_LENGTH, CARD_…, OCRA_SUITE_…
 */
export function makeTwin(body: z.infer<typeof NewTwin>, seed: string): Device {
  if (body.kind === 'security-code-card') return codeCard(body, seed);
  // The profile of a code card says what it is.
  if (typeof body.profile === 'string' && findCodeCardProfile(body.profile) !== undefined)
    throw new TokentwinError(
      'API_INPUT',
      'The profile is that of a code card: say `"kind": "security-code-card"`.',
      {
        place: '/kind',
      },
    );
  return dscPlus(body, seed);
}
