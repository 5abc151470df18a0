/** `tokentwin new`: make a token file. */
import { readFileSync } from 'node:fs';
import { parseCodeCardCsv } from '../../../firmware/code-card/csv.js';
import type { CodeCardProfile } from '../../../firmware/code-card/profile.js';
import type { DscPlusProfile } from '../../../firmware/dsc-plus/profile.js';
import { isWeakPin } from '../../../firmware/dsc-plus/weak-pin.js';
import { TokentwinError } from '../../../firmware/error.js';
import { hexBytes } from '../../../firmware/oath/bytes.js';
import { encodeTokenFile } from '../../../firmware/token-file/token-file.js';
import { fileError } from '../../files/file-error.js';
import { createTokenFile } from '../../files/token-files.js';
import { newDscPlus } from '../../twin/new-dsc-plus.js';
import { newCodeCard } from '../../twin/security-code-card.js';
import {
  type Arguments,
  type Command,
  JSON_OPTION,
  KEY_OPTION,
  PIN_OPTION,
  refuseOptions,
  SEED_OPTION,
} from '../command.js';
import { freshSeed } from '../fresh-seed.js';
import { decimal } from '../numbers.js';
import { profileNamed } from '../profile-choice.js';
import { secretInput } from '../secret-input.js';
import { complain, printLine } from '../standard-output.js';

export const newToken: Command = {
  name: 'new',
  describe: 'make a token file, readable by its owner alone',
  positionals: [
    { name: 'profile', describe: "a profile's name, or a JSON file with one", arity: 'required' },
    { name: 'file', describe: 'the token file to make', arity: 'required' },
  ],
  options: {
    key: {
      ...KEY_OPTION,
      describe: 'key (code card: seed) in hexadecimal, or -; else TOKENTWIN_KEY; drawn when missing',
    },
    pin: {
      ...PIN_OPTION,
      describe: 'PIN of a card that checks it, or -; else TOKENTWIN_PIN; drawn when missing',
    },
    'unlock-key': {
      type: 'string',
      describe: 'key of the unlock answers in hexadecimal; drawn when missing',
    },
    'serial-number': { type: 'string', describe: 'drawn when missing' },
    suite: { type: 'string', describe: "an OCRA suite instead of the profile's" },
    import: { type: 'string', describe: 'code card: the codes of a printed card from a CSV file' },
    start: {
      type: 'string',
      describe:
        'online code card: Unix seconds of the activation (or the funding) from which its days count; default now',
    },
    seed: SEED_OPTION,
    json: JSON_OPTION,
  },
  examples: [
    ['new dsc-plus my.token --pin 8351', 'a DSC+ with a key of its own'],
    ['new security-code-card card.token --import card.csv', 'a printed card, typed off'],
  ],
  async run(given) {
    const profile = profileNamed(given.text('profile') as string);
    const file = given.text('file') as string;
    if (file === 'demo')
      throw new TokentwinError('ARGUMENT', 'The name demo stands for the demo card: choose another one.');
    const made =
      profile.kind === 'dsc-plus' ? await makeDscPlus(given, profile) : await makeCodeCard(given, profile);
    createTokenFile(file, made.bytes);
    printLine(
      given.flag('json')
        ? JSON.stringify({ file, profile: profile.name })
        : `${file}: ${profile.name}, ${profile.description}`,
    );
    if (made.note !== null) complain(`tokentwin: ${made.note}`);
    return 0;
  },
};

interface Made {
  readonly bytes: Uint8Array;
  readonly note: string | null;
}

function seedOf(given: Arguments): string {
  return given.text('seed') ?? freshSeed();
}

/** An optional secret: an option or the environment, never a prompt. */
async function optional(given: Arguments, option: 'key' | 'pin'): Promise<string | undefined> {
  const variable = `TOKENTWIN_${option.toUpperCase()}`;
  const isGiven = given.text(option) !== undefined || (process.env[variable] ?? '') !== '';
  return isGiven ? secretInput(given.text(option), variable, option) : undefined;
}

async function makeDscPlus(given: Arguments, profile: DscPlusProfile): Promise<Made> {
  refuseOptions(given, ['import', 'start'], 'for a DSC+');
  const key = await optional(given, 'key');
  const checked = profile.pin.check === 'card';
  const pin = checked || given.text('pin') !== undefined ? await optional(given, 'pin') : undefined;
  const unlockKey = given.text('unlock-key');
  const serialNumber = given.text('serial-number');
  const suite = given.text('suite');
  const made = newDscPlus({
    profile,
    seed: seedOf(given),
    ...(key !== undefined && { key: hexBytes(key, 'key') }),
    ...(unlockKey !== undefined && { unlockKey: hexBytes(unlockKey, 'unlock key') }),
    ...(pin !== undefined && { pin }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(suite !== undefined && { suite }),
  });
  const header = { kind: 'dsc-plus', profile: { ...made.profile }, flash: made.profile.flash } as const;
  return { bytes: encodeTokenFile(header, made.cells), note: pinNote(checked, pin) };
}

function pinNote(checked: boolean, pin: string | undefined): string | null {
  if (checked && pin === undefined) return 'the PIN was drawn: see it with `tokentwin secret FILE`';
  if (pin !== undefined && isWeakPin(pin))
    return 'this PIN is easy to guess: its digits are equal or follow each other';
  return null;
}

function readCsv(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, file, 'read');
  }
}

async function makeCodeCard(given: Arguments, profile: CodeCardProfile): Promise<Made> {
  refuseOptions(given, ['pin', 'unlock-key', 'suite'], 'for a code card');
  const key = await optional(given, 'key');
  const csv = given.text('import');
  if (key !== undefined && csv !== undefined) {
    throw new TokentwinError(
      'ARGUMENT',
      'Give either --key with the seed or --import with the codes, not both.',
    );
  }
  const serialNumber = given.text('serial-number');
  const start = given.text('start');
  if (start !== undefined && profile.lifetimeDays === null)
    refuseOptions(given, ['start'], 'for a card without a lifetime');
  const startUnixSeconds =
    start === undefined ? Math.floor(Date.now() / 1000) : Number(decimal(start, '--start'));
  const made = newCodeCard({
    profile,
    startUnixSeconds,
    seed: seedOf(given),
    ...(key !== undefined && { cardSeed: hexBytes(key, 'seed') }),
    ...(csv !== undefined && { codes: parseCodeCardCsv(readCsv(csv), serialNumber ?? 'IMPORT').codes }),
    ...(serialNumber !== undefined && { serialNumber }),
  });
  const { pageBytes, pageCount } = made.flash;
  const header = {
    kind: 'security-code-card',
    profile: { ...made.profile },
    flash: { pageBytes, pageCount },
  } as const;
  return { bytes: encodeTokenFile(header, made.flash.cells), note: null };
}
