/**
 * Compiles a bundle ahead: runs it on typical command lines and keeps V8's code beside it.
 *
 *     node code-cache.cjs FOLDER NAME COMMAND WORD... [-- COMMAND WORD...]
 *
 * leaves NAME.bundle.cjs in the folder as it is and writes NAME.bundle.cache and NAME.cjs, a loader. The
 * cache only fits the Node.js that wrote it; any other compiles the bundle as usual.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join, resolve } = require('node:path');
const { Script } = require('node:vm');

const LOADER = `// Runs NAME.bundle.cjs, with the code that was compiled ahead where it fits this Node.js.
const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { Script } = require('node:vm');
const filename = __dirname + '/NAME.bundle.cjs';
let cachedData;
try {
  cachedData = readFileSync(__dirname + '/NAME.bundle.cache');
} catch {}
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename, cachedData });
script.runInThisContext().call(exports, exports, require, module, filename, __dirname);
`;

const [folder, name, ...words] = process.argv.slice(2);
const filename = resolve(folder, `${name}.bundle.cjs`);
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename });
const bundle = { exports: {} };
script
  .runInThisContext()
  .call(bundle.exports, bundle.exports, createRequire(filename), bundle, filename, folder);

const lines = [[]];
for (const word of words) word === '--' ? lines.push([]) : lines.at(-1).push(word);
(async () => {
  for (const line of lines) {
    const status = await bundle.exports.run(line);
    if (status !== 0) throw new Error(`the typical command line of ${name} failed with status ${status}`);
  }
  writeFileSync(join(folder, `${name}.bundle.cache`), script.createCachedData());
  writeFileSync(join(folder, `${name}.cjs`), LOADER.replaceAll('NAME', name));
})();
