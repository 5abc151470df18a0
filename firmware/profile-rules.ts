/**
 * Rules for the fields of a device profile that comes from a JSON file.
 *
 * Promises: a value that passes has exactly the named fields, each of its type and in its range; one that
 * does not is refused with the path of the first wrong field. Relations between fields are the devices' own
 * business.
 */
import { TokentwinError } from './error.js';

export type Rule =
  | {
      readonly type: 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly nullable?: boolean;
    }
  | { readonly type: 'text'; readonly minimum: number; readonly maximum: number; readonly pattern?: RegExp }
  | { readonly type: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly type: 'flag' }
  | { readonly type: 'integers'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'object'; readonly fields: Readonly<Record<string, Rule>> };

export type JsonObject = { readonly [field: string]: unknown };

/** A name of a field that is not known comes from the file and may be anything. */
const MAXIMUM_PATH_CHARACTERS = 80;

/** @throws TokentwinError PROFILE_INVALID, always */
export function refuseField(path: string, reason: string): never {
  const shown = path.slice(0, MAXIMUM_PATH_CHARACTERS).replace(/[^\x20-\x7e]/g, '?');
  throw new TokentwinError('PROFILE_INVALID', `The profile is wrong at ${shown}: ${reason}.`);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown, minimum: number, maximum: number): boolean {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

/**
 * Checks a value against a rule.
 *
 * @param path where the value stands, for the message, for example `times.promptMs`
 * @throws TokentwinError PROFILE_INVALID
 */
export function checkField(value: unknown, rule: Rule, path: string): void {
  switch (rule.type) {
    case 'integer':
      if (value === null && rule.nullable === true) return;
      if (!isInteger(value, rule.minimum, rule.maximum)) {
        refuseField(
          path,
          `it must be a whole number from ${rule.minimum} to ${rule.maximum}${rule.nullable ? ', or null' : ''}`,
        );
      }
      return;
    case 'text':
      if (typeof value !== 'string' || value.length < rule.minimum || value.length > rule.maximum) {
        refuseField(path, `it must be a text of ${rule.minimum} to ${rule.maximum} characters`);
      }
      if (rule.pattern !== undefined && !rule.pattern.test(value))
        refuseField(path, `it must match ${rule.pattern}`);
      return;
    case 'choice':
      if (!rule.values.some((choice) => choice === value))
        refuseField(path, `it must be one of ${rule.values.join(', ')}`);
      return;
    case 'flag':
      if (typeof value !== 'boolean') refuseField(path, 'it must be true or false');
      return;
    case 'integers':
      if (!Array.isArray(value) || value.length === 0 || value.length > 8)
        refuseField(path, 'it must be a list of 1 to 8 numbers');
      for (const [index, entry] of value.entries())
        checkField(entry, { ...rule, type: 'integer' }, `${path}[${index}]`);
      return;
    case 'object':
      checkFields(value, rule.fields, path);
  }
}

function checkFields(value: unknown, fields: Readonly<Record<string, Rule>>, path: string): void {
  if (!isJsonObject(value)) refuseField(path === '' ? 'its top' : path, 'it must be an object');
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  for (const field of Object.keys(value))
    if (!Object.hasOwn(fields, field)) refuseField(at(field), 'no such field is known');
  for (const [field, rule] of Object.entries(fields)) {
    if (!Object.hasOwn(value, field)) refuseField(at(field), 'it is missing');
    checkField(value[field], rule, at(field));
  }
}
