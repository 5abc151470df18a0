/**
 * The text of the typed client, made from the document of the API: an interface for every schema with a name, a method
 * for every operation.
 */
import { openApiOf } from './openapi.js';
import { ROUTES } from './routes/all-routes.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: Content & { readonly required: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A value as the formatter of the house writes it. */
function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function objectType({ properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `readonly ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  return fields.length === 0 ? 'Record<string, never>' : `{ ${fields.join('; ')} }`;
}

/** A schema as a type of TypeScript. */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) as string;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(' | ');
  const { type } = schema;
  if (typeof type === 'object') return type.map((each) => typeOf({ ...schema, type: each })).join(' | ');
  switch (type) {
    case 'integer':
      return 'number';
    case 'array': {
      const item = typeOf(schema.items ?? {});
      return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
    }
    case 'object':
      return schema.properties === undefined ? 'Readonly<Record<string, unknown>>' : objectType(schema);
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    default:
      return 'unknown';
  }
}

function schemaText([name, schema]: readonly [string, Schema]): string {
  if (schema.type === 'object' && schema.properties !== undefined) {
    const type = objectType(schema);
    if (type.startsWith('{')) return `export interface ${name} ${type.replaceAll('; ', ';\n')}\n`;
  }
  return `export type ${name} = ${typeOf(schema)};\n`;
}

/** What a good answer is, as a type, and how it is read. */
function answerOf({ responses }: Operation): { readonly type: string; readonly reading: string } {
  const [, { content = {} }] = Object.entries(responses).find(([status]) => status.startsWith('2')) as [
    string,
    Content,
  ];
  const [media] = Object.entries(content);
  if (media === undefined) return { type: 'void', reading: 'text' };
  const [type, { schema }] = media;
  if (type === 'application/json') return { type: typeOf(schema ?? {}), reading: 'json' };
  if (type === 'image/png') return { type: 'Uint8Array', reading: 'bytes' };
  return { type: 'string', reading: 'text' };
}

function methodText(path: string, method: string, operation: Operation): string {
  const { operationId, summary, parameters = [], requestBody } = operation;
  const inPath = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
  const inQuery = parameters.filter(({ in: place }) => place === 'query');
  const bodyType =
    requestBody === undefined ? null : typeOf(requestBody.content?.['application/json']?.schema ?? {});
  const takesBody = bodyType !== null && bodyType !== 'Nothing';
  const queryType = inQuery.map(({ name, schema }) => `readonly ${name}?: ${typeOf(schema)}`).join('; ');
  const isEvents = 'text/event-stream' in (operation.responses['200']?.content ?? {});
  const signature = [
    ...inPath.map((name) => `${name}: string`),
    ...(takesBody ? [`body: ${bodyType}${requestBody?.required === false ? ' = {}' : ''}`] : []),
    ...(inQuery.length > 0 ? [`query: { ${queryType} } = {}`] : []),
    ...(isEvents ? ['lastEventId: number | null = null'] : []),
    'signal?: AbortSignal',
  ].join(', ');
  const url = `\`${path.replaceAll(/\{([a-z]+)\}/g, (_, name) => `\${encodeURIComponent(${name})}`)}\``;
  const target = inPath.length === 0 ? literal(path) : url;
  const parts = [
    `method: '${method.toUpperCase()}'`,
    `path: ${target}`,
    ...(takesBody ? ['body'] : []),
    ...(inQuery.length > 0 ? ['query'] : []),
    ...(isEvents ? ['lastEventId'] : []),
    'signal',
  ].join(', ');
  if (isEvents)
    return `/** ${summary}. */\n${operationId}(${signature}): AsyncGenerator<ServerEvent> {\nreturn this.#events({ ${parts} });\n}\n`;
  const { type, reading } = answerOf(operation);
  const giving = type === 'void' ? 'await' : 'return await';
  return `/** ${summary}. */\nasync ${operationId}(${signature}): Promise<${type}> {\n${giving} this.#${reading}({ ${parts} });\n}\n`;
}

const OPENING = `/**
 * A client of the HTTP API of the emulator, typed, on fetch alone. Package entry \`tokentwin/api-client\`.
 *
 * Written by \`npm run api-client\` from the document of the API: change that, not this.
 */
`;

const TYPES_OPENING = `/**
 * What requests and answers of the HTTP API hold, as types.
 *
 * Written by \`npm run api-client\` from the document of the API: change that, not this.
 */
`;

const CLASS = `export class TokentwinClient {
/**
 * @param url as in TOKENTWIN_API, without a slash at its end
 * @param token as in TOKENTWIN_TOKEN
 */
constructor(private readonly url: string, private readonly token: string) {}
`;

const READING = `
async #json<T>(request: ApiRequest): Promise<T> {
return JSON.parse(await this.#text(request)) as T;
}

async #text(request: ApiRequest): Promise<string> {
return await answerText(this.url, this.token, request);
}

async #bytes(request: ApiRequest): Promise<Uint8Array> {
return await answerBytes(this.url, this.token, request);
}

#events(request: ApiRequest): AsyncGenerator<ServerEvent> {
return serverEvents(this.url, this.token, request);
}
}
`;

/** Modules of the client by their names, before the formatter has put their lines right. */
export function apiClientTexts(): Readonly<Record<'client' | 'client-types', string>> {
  const document = openApiOf(ROUTES, '') as unknown as Document;
  const types = Object.entries(document.components.schemas).map(schemaText).join('\n');
  const methods = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => methodText(path, method, operation)),
  );
  const body = `${CLASS}\n${methods.join('\n')}${READING}`;
  const used = Object.keys(document.components.schemas).filter((name) =>
    new RegExp(`(: |<)${name}\\b`).test(body),
  );
  const imports = [
    "import { type ApiRequest, answerBytes, answerText, type ServerEvent, serverEvents } from './client-request.js';",
    `import type { ${used.sort().join(', ')} } from './client-types.js';`,
    '',
    "export { ApiProblem, type ServerEvent } from './client-request.js';",
    "export type * from './client-types.js';",
  ];
  return {
    client: `${OPENING}${imports.join('\n')}\n\n${body}`,
    'client-types': `${TYPES_OPENING}\n${types}`,
  };
}
