/**
 * Yardstick of the streams: what a user would write to answer JSON lines of one suite and key. readline, JSON.parse,
 * and a createHmac whose key and message are prepared once and kept as long as suite and key stay the same (RFC
 * 6287, SHA-1 with QN of at most eight digits).
 */
const { createHmac, createSecretKey } = require('node:crypto');
const { createInterface } = require('node:readline');

let prepared = null;

function prepare(suite, key) {
  if (prepared?.suite === suite && prepared.keyText === key) return prepared;
  const message = Buffer.concat([Buffer.from(`${suite}\0`), Buffer.alloc(128)]);
  const [, digits] = /-SHA1-([0-9]+):/.exec(suite);
  const keyObject = createSecretKey(Buffer.from(key, 'hex'));
  prepared = { suite, keyText: key, key: keyObject, message, digits: Number(digits) };
  return prepared;
}

function response({ suite, key: keyText, question }) {
  const { key, message, digits } = prepare(suite, keyText);
  const number = Number(question);
  const zeroNibbles = number === 0 ? 0 : Math.clz32(number) >>> 2;
  message.writeUInt32BE((number << (4 * zeroNibbles)) >>> 0, suite.length + 1);
  const tag = createHmac('sha1', key).update(message).digest();
  const code = tag.readUInt32BE(tag[tag.length - 1] & 15) & 0x7fffffff;
  return String(code % 10 ** digits).padStart(digits, '0');
}

let answers = '';
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  answers += `${JSON.stringify({ response: response(JSON.parse(line)) })}\n`;
  if (answers.length < 65_536) return;
  process.stdout.write(answers);
  answers = '';
});
lines.on('close', () => process.stdout.write(answers));
