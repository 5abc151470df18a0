/**
 * Compiles a bundle ahead: runs it on typical command lines and keeps V8's code beside it.
 *
 *     node code-cache.cjs FOLDER NAME COMMAND WORD... [-- COMMAND WORD...]
 *
 * leaves NAME.bundle.cjs in the folder as it is and writes NAME.bundle.cache for `load-ahead.cjs`.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join, resolve } = require('node:path');
const { Script } = require('node:vm');

const [folder, name, ...words] = process.argv.slice(2);
const filename = resolve(folder, `${name}.bundle.cjs`);
const script = new Script(wrap(readFileSync(filename, 'latin1')), { filename });
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
})();
