/**
 * A profile as the command line names it: a built-in one by name, or a JSON file.
 */
import { readFileSync } from 'node:fs';
import {
  CODE_CARD_PROFILES,
  type CodeCardProfile,
  codeCardProfileFrom,
  findCodeCardProfile,
} from '../../firmware/code-card/profile.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom, findDscPlusProfile } from '../../firmware/dsc-plus/profile-validation.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { TokentwinError } from '../../firmware/error.js';
import { isJsonObject } from '../../firmware/profile-rules.js';
import { fileError } from '../files/file-error.js';

const MAXIMUM_PROFILE_BYTES = 65_536;

function looksLikeFile(name: string): boolean {
  return name.endsWith('.json') || name.includes('/') || name.includes('\\');
}

function readProfile(file: string): DscPlusProfile | CodeCardProfile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, file, 'read');
  }
  if (text.length > MAXIMUM_PROFILE_BYTES) {
    throw new TokentwinError(
      'PROFILE_INVALID',
      `The file ${file} is longer than 64 KiB, far more than a profile.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TokentwinError('PROFILE_INVALID', `The file ${file} is not JSON.`);
  }
  return isCodeCard(json) ? codeCardProfileFrom(json) : dscPlusProfileFrom(json);
}

/** Its own kind decides; without one, the kind of the profile that it extends. */
function isCodeCard(json: unknown): boolean {
  if (!isJsonObject(json)) return false;
  if (json.kind !== undefined) return json.kind === 'security-code-card';
  return typeof json.extends === 'string' && findCodeCardProfile(json.extends) !== undefined;
}

/**
 * @param name a built-in profile's name, or the path of a JSON file (with a `/` or ending in `.json`)
 * @throws TokentwinError PROFILE_UNKNOWN, PROFILE_INVALID, FILE_NOT_FOUND, FILE_ACCESS
 */
export function profileNamed(name: string): DscPlusProfile | CodeCardProfile {
  if (looksLikeFile(name)) return readProfile(name);
  const found = findDscPlusProfile(name) ?? findCodeCardProfile(name);
  if (found !== undefined) return found;
  const names = [...DSC_PLUS_PROFILES, ...CODE_CARD_PROFILES].map((profile) => profile.name);
  throw new TokentwinError(
    'PROFILE_UNKNOWN',
    `There is no profile of that name: use ${names.join(', ')}, or a JSON file.`,
  );
}
