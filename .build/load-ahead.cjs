/**
 * Runs a bundle that was compiled ahead: NAME.bundle.cjs, which lies beside the program, with the code of
 * NAME.bundle.cache where that fits this Node.js; any other compiles the bundle as usual. Part of the
 * dispatcher, because a module of its own would have to be looked for.
 */
const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { Script } = require('node:vm');

/** @returns what the bundle exports */
module.exports = function loadAhead(name) {
  const filename = `${__dirname}/${name}.bundle.cjs`;
  let cachedData;
  try {
    cachedData = readFileSync(`${__dirname}/${name}.bundle.cache`);
  } catch {
    // Without it the start takes longer.
  }
  // A bundle is ASCII, and read fastest as what it is.
  const script = new Script(wrap(readFileSync(filename, 'latin1')), { filename, cachedData });
  const bundle = { exports: {} };
  script.runInThisContext().call(bundle.exports, bundle.exports, require, bundle, filename, __dirname);
  return bundle.exports;
};
