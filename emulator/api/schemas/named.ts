/**
 * Schemas with the names that the document of the API, and the types of its client, give them.
 */
import { z } from 'zod';
import { KEY_NAMES } from '../../../firmware/dsc-plus/keys.js';
import { assert } from '../../../firmware/error.js';

export const NAMED_SCHEMAS = z.registry<{ id: string }>();

export function named<T extends z.ZodType>(id: string, schema: T): T {
  NAMED_SCHEMAS.add(schema, { id });
  return schema;
}

/** The name of a schema that has one. */
export function nameOf(schema: z.ZodType): string {
  const id = NAMED_SCHEMAS.get(schema)?.id;
  assert(id !== undefined, 'a schema of a route has a name');
  return id;
}

export const KeyName = named('KeyName', z.enum(KEY_NAMES));
