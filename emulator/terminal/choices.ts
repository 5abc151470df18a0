/**
 * What the chooser offers: the open devices, a new demo device of every built-in profile, a file.
 */
import { CODE_CARD_PROFILES } from '../../firmware/code-card/profile.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import type { OpenDevice } from './state.js';

export interface Choice {
  readonly label: string;
  /** A sentence about the choice while it is selected. */
  readonly description: string;
  readonly action:
    | { readonly type: 'show'; readonly device: number }
    | { readonly type: 'demo'; readonly profile: string }
    | { readonly type: 'file' };
}

const FILE_CHOICE: Choice = {
  label: 'open a token file or profile (JSON)...',
  description: 'a file made by `tokentwin new`, or a device profile of your own',
  action: { type: 'file' },
};

export function choicesOf(devices: readonly OpenDevice[]): readonly Choice[] {
  return [
    ...devices.map(
      ({ device }, position): Choice => ({
        label: `${position + 1} ${device.name}`,
        description: `open: ${device.twin.profile.description}`,
        action: { type: 'show', device: position },
      }),
    ),
    ...[...DSC_PLUS_PROFILES, ...CODE_CARD_PROFILES].map(
      ({ name, description }): Choice => ({
        label: `new demo: ${name}`,
        description,
        action: { type: 'demo', profile: name },
      }),
    ),
    FILE_CHOICE,
  ];
}
