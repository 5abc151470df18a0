/**
 * Shapes of JSON values, for reading a vector file: a shape takes a value of unknown type and gives it back
 * typed, or refuses it with the path of the field that is wrong.
 *
 * Promises: a field that no shape names is refused, and a message holds the path and what is expected there,
 * never the value, which may be a key or a response. Does not promise to list every mistake: the first one
 * ends the reading.
 */
import { TokentwinError } from '../../firmware/error.js';

/** Reads a value found at `path`; throws TokentwinError VECTOR_FILE when it has another shape. */
export type Shape<T> = (value: unknown, path: string) => T;

/**
 * Refuses a field of a vector file.
 *
 * @param path such as `groups[2].tests[0].id`; empty for the file as a whole
 * @param expected what belongs there, as the rest of the sentence "... must be ..."
 * @throws TokentwinError VECTOR_FILE, always
 */
export function refuseAt(path: string, expected: string): never {
  const place = path === '' ? 'The vector file' : `In the vector file, ${path}`;
  throw new TokentwinError('VECTOR_FILE', `${place} must be ${expected}.`);
}

function fieldPath(path: string, name: string): string {
  const shown = name.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
  return path === '' ? shown : `${path}.${shown}`;
}

/** Is the value a JSON object (not null, not a list)? */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that matches the pattern as a whole; the caller anchors it. */
export function text(pattern: RegExp, expected: string): Shape<string> {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? value : refuseAt(path, expected);
}

/** Any text, empty as well. */
export const anyText: Shape<string> = (value, path) =>
  typeof value === 'string' ? value : refuseAt(path, 'a text');

/** Exactly this text or number. */
export function exactly<const T extends string | number>(wanted: T): Shape<T> {
  return (value, path) => (value === wanted ? wanted : refuseAt(path, JSON.stringify(wanted)));
}

/** One of a closed set of texts. */
export function oneOf<const T extends string>(choices: readonly T[]): Shape<T> {
  return (value, path) =>
    choices.find((choice) => choice === value) ?? refuseAt(path, `one of ${choices.join(', ')}`);
}

/** A whole number from `minimum` to `maximum`. */
export function integer(minimum: number, maximum: number): Shape<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
      ? value
      : refuseAt(path, `a whole number from ${minimum} to ${maximum}`);
}

/** A list whose elements all have one shape. */
export function list<T>(element: Shape<T>, minimumLength: number): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < minimumLength) {
      refuseAt(path, `a list with at least ${minimumLength} elements`);
    }
    return value.map((each, index) => element(each, `${path}[${index}]`));
  };
}

/** An object whose names all match a pattern and whose values all have one shape. */
export function dictionary<T>(name: RegExp, element: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isJsonObject(value)) refuseAt(path, 'an object');
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        if (!name.test(key)) refuseAt(fieldPath(path, key), `named to match ${name.source}`);
        return [key, element(each, fieldPath(path, key))];
      }),
    );
  };
}

/**
 * An object with exactly these fields.
 *
 * @param optional names of those that may be left out
 */
export function object<T extends object>(
  fields: { readonly [Name in keyof T]-?: Shape<T[Name]> },
  optional: readonly (keyof T & string)[] = [],
): Shape<T> {
  const names: readonly string[] = Object.keys(fields);
  return (value, path) => {
    if (!isJsonObject(value)) refuseAt(path, 'an object');
    for (const name of Object.keys(value)) {
      if (!names.includes(name)) {
        refuseAt(fieldPath(path, name), `left out: the fields here are ${names.join(', ')}`);
      }
    }
    const present = names.filter(
      (name) => Object.hasOwn(value, name) || !optional.includes(name as keyof T & string),
    );
    return Object.fromEntries(
      present.map((name) => [
        name,
        (fields as Record<string, Shape<unknown>>)[name]?.(value[name], fieldPath(path, name)),
      ]),
    ) as T;
  };
}
