/**
 * A process that computes HOTP codes by the engine whenever it is told how many, and says when it is done: what two
 * threads could do at best, they being two processes that share nothing.
 *
 *     node hotp-process.mjs MODULE KEY      module of the built engine; key in hexadecimal
 */
const [, , moduleUrl, key] = process.argv;
const { HotpEngine } = await import(moduleUrl);
const engine = new HotpEngine(Buffer.from(key, 'hex'));
let codes = new Uint32Array(0);

process.on('message', (count) => {
  if (codes.length !== count) codes = new Uint32Array(count);
  engine.numbers(0, codes);
  process.send(codes[count - 1]);
});
process.on('disconnect', () => process.exit());
process.send('ready');
