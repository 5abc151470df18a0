/**
 * Prints how much memory a million tokens take: bytes each by which the process grows, its keys included, those of
 * the caller not. Run with --expose-gc.
 *
 *     node --expose-gc token-memory.mjs MODULE SUITE COUNT      module of the built engine
 */
const [, , moduleUrl, suite, countText] = process.argv;
const { OcraTokens } = await import(moduleUrl);
const count = Number(countText);
const PIECE = 10_000;

function resident() {
  globalThis.gc();
  return process.memoryUsage.rss();
}

/** Keys and PIN hashes of a piece, and with the first one all code that will run. */
const rows = Uint8Array.from({ length: 20 * PIECE }, (_, at) => (at * 2_654_435_761) >>> 13);
const pinHashes = suite.includes('-P') ? rows : undefined;
const counters = suite.includes(':C-') ? new BigUint64Array(PIECE) : undefined;
const responses = new Uint32Array(PIECE);
const warm = new OcraTokens(suite);
warm.addAll(rows, pinHashes, counters);
warm.sweep('123456', responses);
warm.destroy();

const before = resident();
const tokens = new OcraTokens(suite);
for (let added = 0; added < count; added += PIECE) tokens.addAll(rows, pinHashes, counters);
for (let first = 0; first < count; first += PIECE) tokens.sweep('123456', responses, first);
const after = resident();
if (tokens.count !== count) throw new Error('tokens are missing');
console.log((after - before) / count);
