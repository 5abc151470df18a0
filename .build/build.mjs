/**
 * Builds dist/: the library as ES modules with types, and the command line as two CommonJS bundles. The first
 * is what a script pays for at every start: the dispatcher and the commands that answer at once; it loads the
 * second, with yargs and the rest, only when it is needed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

/** Leaves the second bundle out of the first. */
const secondBundle = {
  name: 'second-bundle',
  setup({ onResolve }) {
    onResolve({ filter: /\/program\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './program.cjs', external: true } : undefined,
    );
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};

await build({
  ...common,
  entryPoints: { tokentwin: 'emulator/cli/main.ts' },
  minifySyntax: true,
  plugins: [secondBundle],
});
await build({
  ...common,
  entryPoints: { program: 'emulator/cli/program.ts' },
  external: ['blessed', 'serialport'],
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
});
chmodSync('dist/tokentwin.cjs', 0o755);
