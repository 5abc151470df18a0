/** Imports run one way: the layers of the design, section 1. */
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, sourceFiles } from './source-files.js';

interface Layer {
  /** Folders or files that may be imported besides the layer itself. */
  readonly imports: readonly string[];
  readonly packages: readonly RegExp[];
}

const NOBLE = /^@noble\//;
const NODE = /^node:/;
const FOUNDATION = ['firmware/ascii', 'firmware/bytes', 'firmware/error', 'firmware/secret-text'];
const HOST_SIDE = [
  ...FOUNDATION,
  'firmware/oath',
  'firmware/code-card',
  'firmware/token-file',
  'firmware/link',
  'firmware/card',
];

/** The longest matching folder decides. */
const LAYERS: Readonly<Record<string, Layer>> = {
  'firmware/ascii': { imports: [], packages: [] },
  'firmware/bytes': { imports: [], packages: [] },
  'firmware/secret-text': { imports: [], packages: [] },
  'firmware/error': { imports: [], packages: [] },
  'firmware/profile-rules': { imports: FOUNDATION, packages: [] },
  'firmware/board': { imports: ['firmware/display', 'firmware/storage'], packages: [] },
  'firmware/oath': { imports: FOUNDATION, packages: [NOBLE] },
  'firmware/oath/generator': {
    imports: ['firmware/oath/engine/memory-map', 'firmware/oath/hash'],
    packages: [],
  },
  'firmware/storage': { imports: FOUNDATION, packages: [] },
  'firmware/display': { imports: FOUNDATION, packages: [] },
  'firmware/token-file': {
    imports: [...FOUNDATION, 'firmware/profile-rules', 'firmware/storage'],
    packages: [],
  },
  'firmware/code-card': {
    imports: [...FOUNDATION, 'firmware/profile-rules', 'firmware/storage', 'firmware/token-file'],
    packages: [NOBLE],
  },
  'firmware/dsc-plus': {
    imports: [
      ...FOUNDATION,
      'firmware/board',
      'firmware/profile-rules',
      'firmware/display',
      'firmware/link/reader/card-slot',
      'firmware/oath',
      'firmware/storage',
      'firmware/token-file',
    ],
    packages: [NOBLE],
  },
  'firmware/link': { imports: FOUNDATION, packages: [] },
  'firmware/card': {
    imports: [
      ...FOUNDATION,
      'firmware/oath',
      'firmware/code-card',
      'firmware/dsc-plus',
      'firmware/link/checksum',
    ],
    packages: [NOBLE],
  },
  'emulator/board': { imports: ['firmware'], packages: [NOBLE] },
  'emulator/files': { imports: ['firmware', 'emulator/board'], packages: [NODE] },
  'emulator/twin': { imports: ['firmware', 'emulator/board', 'emulator/files'], packages: [] },
  'emulator/lines': { imports: ['firmware'], packages: [NODE, /^koffi$/, /^serialport$/] },
  'emulator/faults': { imports: ['firmware', 'emulator/board'], packages: [] },
  'emulator/reader': {
    imports: ['firmware', 'emulator/board', 'emulator/faults', 'emulator/lines', 'emulator/twin'],
    packages: [NODE],
  },
  'emulator/simulation': {
    imports: [
      'firmware',
      'emulator/board',
      'emulator/faults',
      'emulator/reader',
      'emulator/twin',
      'emulator/verifier',
      'host/driver/core',
      'host/sls',
    ],
    packages: [],
  },
  'emulator/drawing': { imports: ['firmware'], packages: [] },
  'emulator/drawing/png': { imports: [], packages: [NODE, /^@resvg\/resvg-wasm$/] },
  'emulator/recording': {
    imports: [
      'firmware',
      ...['emulator/board', 'emulator/drawing', 'emulator/faults', 'emulator/reader', 'emulator/twin'],
    ],
    packages: [],
  },
  'emulator/automation': {
    imports: [
      'firmware',
      ...['emulator/board', 'emulator/drawing', 'emulator/reader', 'emulator/recording', 'emulator/twin'],
    ],
    packages: [NODE],
  },
  'emulator/fixtures': {
    imports: [
      'firmware',
      ...['emulator/automation/respond-by-keys', 'emulator/drawing', 'emulator/recording', 'emulator/twin'],
      'emulator/verifier',
    ],
    packages: [NODE, /^vitest$/, /^@playwright\/test$/],
  },
  'emulator/api': {
    imports: [
      'firmware',
      ...['emulator/board', 'emulator/drawing', 'emulator/faults', 'emulator/reader', 'emulator/recording'],
      ...['emulator/automation', 'emulator/twin', 'host/http'],
    ],
    packages: [NODE, /^hono$/, /^@hono\/node-server$/, /^zod$/],
  },
  'emulator/terminal': {
    imports: [
      'firmware',
      'emulator/automation/make-wrong',
      ...['emulator/twin', 'emulator/reader', 'emulator/recording', 'emulator/drawing'],
    ],
    packages: [NODE, /^blessed$/],
  },
  'emulator/index': { imports: ['firmware', 'emulator'], packages: [] },
  'emulator/cli': {
    imports: ['firmware', 'emulator', 'host', 'vectors', 'bench', 'package.json'],
    packages: [NODE, /^yargs/],
  },
  // Twins and the verifier put together: what one has to know of the other.
  'emulator/verifier': {
    imports: ['firmware', 'emulator/board', 'emulator/files', 'emulator/twin', 'host/sls'],
    packages: [NODE],
  },
  host: { imports: HOST_SIDE, packages: [NODE, NOBLE] },
  // What every server here has in common.
  'host/http': { imports: FOUNDATION, packages: [NODE] },
  // What a worker loads delays its first answer.
  'host/workers': { imports: ['firmware/error', 'firmware/oath'], packages: [NODE] },
  // The rules know no HTTP, no SQL and no clock: those stand in folders of their own.
  'host/sls': { imports: [...HOST_SIDE, 'host/desk'], packages: [NOBLE] },
  'host/sls/runtime': { imports: [...FOUNDATION, 'host/sls'], packages: [NODE] },
  'host/sls/radius': { imports: [...FOUNDATION, 'host/sls'], packages: [NODE] },
  'host/sls/store': { imports: [...FOUNDATION, 'host/sls'], packages: [NODE] },
  'host/sls/store/sql': {
    imports: [...FOUNDATION, 'host/sls'],
    packages: [NODE, /^kysely$/, /^libsql$/, /^pg$/],
  },
  'host/sls/http': {
    imports: [...FOUNDATION, 'host/http', 'host/sls'],
    packages: [NODE, /^hono$|^hono\//, /^@hono\//, /^hono-rate-limiter$/, /^prom-client$/],
  },
  'host/rig/ports': { imports: HOST_SIDE, packages: [NODE, /^serialport$/] },
  'host/driver/ports': { imports: [...HOST_SIDE, 'host/driver'], packages: [NODE, /^serialport$/] },
  '.build': { imports: ['firmware/oath', 'emulator/api/client-text'], packages: [NODE, /^esbuild$/] },
  // The client is for those who have nothing but fetch.
  'emulator/api/client': {
    imports: ['emulator/api/client-request', 'emulator/api/client-types'],
    packages: [],
  },
  'emulator/api/client-types': { imports: [], packages: [] },
  'emulator/api/client-request': { imports: [], packages: [] },
  vectors: { imports: ['firmware', 'host/rig'], packages: [NODE] },
  bench: { imports: ['firmware', 'emulator/twin', 'host/driver', 'host/workers'], packages: [NODE] },
  'bench/contest/stopwatch': { imports: ['bench/contest'], packages: [/^benchmark$/] },
  // The peers, each in a file of its own.
  'bench/contestants/noble-one-shot': { imports: ['bench'], packages: [NOBLE] },
  'bench/contestants/hash-wasm': { imports: ['bench'], packages: [/^hash-wasm$/] },
  'bench/contestants/otpauth': { imports: ['bench'], packages: [/^otpauth$/] },
  'bench/contestants/otplib': { imports: ['bench'], packages: [/^otplib$/] },
  // The device's end of the link's yardstick stands on the same classes of lines as the twin beside it.
  'bench/link/line-peer': { imports: ['bench/link', 'emulator/lines'], packages: [NODE] },
};

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function layerOf(file: string): string | undefined {
  const path = file.replace(/\.ts$/, '');
  return Object.keys(LAYERS)
    .filter((name) => inside(path, name))
    .sort((one, other) => other.length - one.length)[0];
}

/** What is wrong with an import, or null. */
function violation({ from, to, isPackage }: Import): string | null {
  const name = layerOf(from);
  if (name === undefined) return `${from} is in no layer`;
  const { imports, packages } = LAYERS[name] as Layer;
  const allowed = isPackage
    ? packages.some((pattern) => pattern.test(to))
    : inside(to, name) || imports.some((folder) => inside(to, folder));
  return allowed ? null : `${from} must not import ${to}`;
}

const files = sourceFiles().filter((file) => !file.startsWith('test/') && file.includes('/'));

describe('the layers', () => {
  it('are held by every import', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(
      files
        .flatMap((file) => importsOf(file))
        .map(violation)
        .filter((reason) => reason !== null),
    ).toEqual([]);
  });

  it.each([
    ['firmware/dsc-plus/keys.ts', 'node:fs', true],
    ['firmware/oath/hotp.ts', 'firmware/dsc-plus/keys', false],
    ['firmware/storage/journal.ts', 'emulator/board/flash-chip', false],
    ['emulator/twin/dsc-plus.ts', 'host/desk/unlock-answer', false],
    ['host/desk/unlock-answer.ts', 'emulator/twin/dsc-plus', false],
    ['host/desk/unlock-answer.ts', 'firmware/dsc-plus/profile', false],
    ['emulator/terminal/run-terminal.ts', 'yargs', true],
    ['elsewhere/file.ts', 'firmware/error', false],
  ])('would refuse that %s imports %s', (from, to, isPackage) => {
    expect(violation({ from, to, isPackage, typeOnly: false })).not.toBeNull();
  });

  it('leave the generator of the kernels out of what runs', () => {
    const callers = files
      .filter((file) => !inside(file, 'firmware/oath/generator') && !inside(file, '.build'))
      .flatMap((file) => importsOf(file))
      .filter(({ to }) => inside(to, 'firmware/oath/generator'));
    expect(callers).toEqual([]);
  });

  it('have no circle of imports', () => {
    const graph = new Map(
      files.map((file) => [
        file.replace(/\.ts$/, ''),
        importsOf(file).filter(({ isPackage, typeOnly }) => !isPackage && !typeOnly),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });
});
