/**
 * Builds dist/: the library as ES modules with types, and the command line as CommonJS bundles. What a script
 * pays for at every start is the dispatcher and one small bundle; yargs and the rest are in a bundle that is
 * loaded only when it is needed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

/** Built here and moved to dist/ at the end, so that what runs from there is never without its files. */
const next = '.build/next';
rmSync(next, { recursive: true, force: true });

/** Runs a script of Node.js; the build ends when it fails. */
function run(words, stdout, stderr = 'inherit', input = '') {
  const { status } = spawnSync(process.execPath, words, { stdio: ['pipe', stdout, stderr], input });
  if (status !== 0) process.exit(status ?? 1);
}

/** What a command prints while it is compiled ahead is nobody's business. */
function compileAhead(bundle, lines, input) {
  const words = lines.flatMap((line) => [...line, '--']).slice(0, -1);
  run(['.build/code-cache.cjs', next, bundle, ...words], 'ignore', 'inherit', input);
}

run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next], 'inherit');

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: next,
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};

/** Each dynamic import of the dispatcher is a bundle beside it; those of quick commands are compiled ahead. */
const besideTheDispatcher = {
  name: 'beside-the-dispatcher',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.js$/ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import') return undefined;
      const [, folder, name] = /([a-z]+|\.)\/([a-z]+)\.js$/.exec(path);
      return folder === 'quick'
        ? { path: name, namespace: 'compiled-ahead' }
        : { path: `./${name}.cjs`, external: true };
    });
    onLoad({ filter: /./, namespace: 'compiled-ahead' }, ({ path }) => ({
      contents: `module.exports = require('./.build/load-ahead.cjs')('${path}');`,
      resolveDir: root,
    }));
  },
};

await build({
  ...common,
  entryPoints: { tokentwin: 'emulator/cli/main.ts' },
  // Without import(), whose loader would be started for it, a bundle is loaded by require().
  supported: { 'dynamic-import': false },
  plugins: [besideTheDispatcher],
});
await build({
  ...common,
  entryPoints: {
    'respond.bundle': 'emulator/cli/quick/respond.ts',
    'ocra.bundle': 'emulator/cli/quick/ocra.ts',
    'streams.bundle': 'emulator/cli/quick/streams.ts',
  },
  minify: true,
});
await build({
  ...common,
  entryPoints: { program: 'emulator/cli/program.ts', 'bench-process': 'bench/packaged-process.ts' },
  external: [
    ...['@hono/node-server', '@hono/zod-openapi', '@resvg/resvg-wasm', 'benchmark', 'blessed', 'hono'],
    ...['hono-rate-limiter', 'koffi', 'kysely', 'libsql', 'pg', 'prom-client', 'serialport', 'zod'],
  ],
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
});
await build({
  ...common,
  entryPoints: { 'host/workers/engine-thread': 'host/workers/engine-thread.ts' },
  minify: true,
});
const suite = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';
const key = '3132333435363738393031323334353637383930';
const login = ['--pin', '1234', '--challenge', '123456'];
const token = `${next}/typical.token`;
run([`${next}/tokentwin.cjs`, 'new', 'dsc-plus', token, '--pin', '1234', '--key', key], 'ignore', 'ignore');
compileAhead('respond', [
  ['respond', token, ...login],
  ['respond', 'demo', ...login],
]);
compileAhead('ocra', [['ocra', suite, '--key', key, '--question', '123456', '--pin', '1234']]);
const batchLine = (index) => `${JSON.stringify({ suite, key, question: String(index), pin: '1234' })}\n`;
compileAhead(
  'streams',
  [
    ['hotp', '--key', key, '--count', '3000'],
    ['totp', '--key', key, '--count', '3000'],
    ['ocra', '--batch'],
    ['ocra', suite, '--key', key, '--pin', '1234', '--questions', '-'],
  ],
  Array.from({ length: 3000 }, (_, index) => batchLine(index)).join(''),
);
rmSync(token);
chmodSync(`${next}/tokentwin.cjs`, 0o755);

const last = '.build/last';
rmSync(last, { recursive: true, force: true });
if (existsSync('dist')) renameSync('dist', last);
renameSync(next, 'dist');
rmSync(last, { recursive: true, force: true });
