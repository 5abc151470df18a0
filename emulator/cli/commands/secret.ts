/** `tokentwin secret`: print what a token keeps secret, on purpose. */
import { readCodeCard } from '../../../firmware/code-card/code-card-records.js';
import { checkCodeCardProfile } from '../../../firmware/code-card/profile.js';
import { checkDscPlusProfile } from '../../../firmware/dsc-plus/profile-validation.js';
import { bytesToHex } from '../../../firmware/oath/bytes.js';
import type { DscPlusContents } from '../../../firmware/token-file/dsc-plus-records.js';
import { readDscPlus } from '../../../firmware/token-file/read-token.js';
import { FlashChip } from '../../board/flash-chip.js';
import { readTokenFile } from '../../files/token-files.js';
import { demoDscPlus } from '../../twin/new-dsc-plus.js';
import { type Command, JSON_OPTION } from '../command.js';
import { printLine } from '../standard-output.js';

type Secrets = Readonly<Record<string, string | null>>;

function dscPlusSecrets(suite: string, card: DscPlusContents): Secrets {
  const { serialNumber, key, pin, unlockKey, counter } = card;
  return {
    serialNumber,
    suite,
    key: key && bytesToHex(key),
    pin,
    unlockKey: unlockKey && bytesToHex(unlockKey),
    counter: String(counter),
  };
}

function secretsOf(file: string): Secrets {
  if (file === 'demo') {
    const { profile, cells } = demoDscPlus('dsc-plus');
    const { pageBytes, pageCount } = profile.flash;
    return dscPlusSecrets(profile.suite, readDscPlus(new FlashChip(cells, pageBytes, pageCount)));
  }
  const { header, flash } = readTokenFile(file);
  if (header.kind === 'dsc-plus') {
    return dscPlusSecrets(checkDscPlusProfile(header.profile).suite, readDscPlus(flash));
  }
  const { card, seed } = readCodeCard(flash, checkCodeCardProfile(header.profile));
  return { serialNumber: card.serialNumber, alphabet: card.alphabet, seed: seed && bytesToHex(seed) };
}

export const secret: Command = {
  name: 'secret',
  describe: 'print the secrets of a token file',
  positionals: [{ name: 'file', describe: 'a token file, or demo for the demo card', arity: 'required' }],
  options: { json: JSON_OPTION },
  examples: [['secret my.token', 'key, PIN and unlock key, in plain text']],
  run(given) {
    const secrets = secretsOf(given.text('file') as string);
    if (given.flag('json')) printLine(JSON.stringify(secrets));
    else for (const [name, value] of Object.entries(secrets)) printLine(`${name}: ${value ?? 'none'}`);
    return 0;
  },
};
