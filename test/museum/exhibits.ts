/**
 * All exhibits as this version makes them, and their folder. Same version, same bytes.
 */
import { FIRMWARE_VERSION } from '../../firmware/card/firmware-version.js';
import { TOKEN_FILE_VERSION } from '../../firmware/token-file/token-file.js';
import { toHexText } from '../hex-text.js';
import { codeCardExhibits } from './code-card-exhibits.js';
import { dscPlusExhibits } from './dsc-plus-exhibits.js';
import type { MadeExhibit, Manifest } from './manifest.js';

/** Of this version, within the museum. */
export const CURRENT_FOLDER = `format-${TOKEN_FILE_VERSION}-firmware-${FIRMWARE_VERSION}`;

export function allExhibits(): readonly MadeExhibit[] {
  return [...dscPlusExhibits(), ...codeCardExhibits()];
}

/** The files of this version's folder, by name. */
export function museumFiles(): ReadonlyMap<string, string> {
  const made = allExhibits();
  const manifest: Manifest = {
    tokenFileVersion: TOKEN_FILE_VERSION,
    firmwareVersion: FIRMWARE_VERSION,
    exhibits: made.map(({ bytes: _, ...exhibit }) => exhibit),
  };
  return new Map([
    ...made.map(({ name, shows, bytes }) => [`${name}.hex`, toHexText([bytes], [shows])] as const),
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]);
}
