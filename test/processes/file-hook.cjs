/**
 * Loaded by `node --require` into a process that is to be killed, to fail, or to be unsafe on purpose: stands between
 * the program and the files that it writes.
 *
 * FILE_HOOK is JSON. `file` is the token file, which all the rest is about together with its lock and drafts:
 *
 *     kill    { call, part }   SIGKILL at the n-th call that changes a file: before it (part 0), after it (part 1), or
 *                              with that share of its bytes written. Says on standard error which call it was.
 *     fail    { name, from, to, code, part }   calls of that name, from the n-th to the n-th, throw a system error,
 *                              with that share of the bytes written
 *     disk    'mains'          what is written waits for the next sync, and at a kill each block of 4 KiB is as it was
 *                              after some earlier write, drawn from `seed`: so a kill is a loss of mains, on a disk
 *                              that writes whole blocks, in any order
 *             'unsynced'       the same, and a sync does nothing (a canary: mains loss must find it)
 *             'late'           what is written is there 100 ms later, sync or not (a canary: SIGKILL must find it)
 *     noLock  true             every lock is given, whoever has it (a canary: processes that race must find it)
 */
const fs = require('node:fs');

const {
  file,
  kill = null,
  fail = null,
  disk = 'safe',
  seed = 1,
  noLock = false,
} = JSON.parse(process.env.FILE_HOOK);
const real = { ...fs };
const BLOCK_BYTES = 4096;
const LATE_MS = 100;

let calls = 0;
const callsByName = new Map();
/** The descriptor of the token file, or of the draft of a new one, while it is open for writing. */
let token = null;
/** Writes that are not in the file yet. */
const waiting = [];

/** @param position null: where the last write ended */
function write(bytes, position) {
  for (let done = 0; done < bytes.length; ) {
    const at = position === null ? null : position + done;
    done += real.writeSync(token, bytes, done, bytes.length - done, at);
  }
}

/** Of each block, the writes up to some moment are in the file: the others are lost. */
function loseSome() {
  let state = seed;
  const draw = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const blocks = new Set(waiting.map(({ position }) => Math.floor(position / BLOCK_BYTES)));
  for (const block of blocks) {
    const ofBlock = waiting.filter(({ position }) => Math.floor(position / BLOCK_BYTES) === block);
    for (const { bytes, position } of ofBlock.slice(0, draw(ofBlock.length + 1))) write(bytes, position);
  }
}

function flush() {
  for (const { bytes, position } of waiting.splice(0)) write(bytes, position);
}

function flushLate() {
  if (waiting.length === 0) return;
  const descriptor = real.openSync(file, 'r+');
  for (const { bytes, position } of waiting.splice(0))
    real.writeSync(descriptor, bytes, 0, bytes.length, position);
  real.closeSync(descriptor);
}

function die(name, part) {
  real.writeSync(2, `killed at call ${calls}, ${name}, part ${part}\n`);
  if (disk === 'mains' || disk === 'unsynced') loseSome();
  process.kill(process.pid, 'SIGKILL');
  // The signal is there before the call returns; nothing may go on if it is not.
  for (;;);
}

function failNow(name, act) {
  if (fail === null || fail.name !== name) return;
  const call = (callsByName.get(name) ?? 0) + 1;
  callsByName.set(name, call);
  if (call < fail.from || call > fail.to) return;
  if (fail.part > 0) act(fail.part);
  throw Object.assign(new Error(`${fail.code}: put there by the test, ${name}`), { code: fail.code });
}

/**
 * A call that changes a file.
 *
 * @param act does it; gets the share that is to be done
 */
function change(name, act) {
  calls += 1;
  const isLast = kill !== null && calls === kill.call;
  if (isLast && kill.part === 0) die(name, 0);
  failNow(name, act);
  const result = act(isLast ? kill.part : 1);
  if (isLast) die(name, kill.part);
  return result;
}

function isOurs(path) {
  return typeof path === 'string' && path.startsWith(file);
}

fs.openSync = (path, flags, mode) => {
  const descriptor = real.openSync(path, flags, mode);
  if ((path === file && flags === 'r+') || (isOurs(path) && path.endsWith('.new'))) token = descriptor;
  return descriptor;
};

fs.writeSync = (descriptor, bytes, ...rest) => {
  if (descriptor !== token) return real.writeSync(descriptor, bytes, ...rest);
  const [start = 0, length = bytes.length - start, position = null] = rest;
  return change('write', (part) => {
    const piece = Buffer.from(bytes.subarray(start, start + Math.floor(length * part)));
    if (disk === 'safe') write(piece, position);
    else waiting.push({ bytes: piece, position });
    if (disk === 'late') setTimeout(flushLate, LATE_MS);
    return length;
  });
};

fs.fdatasyncSync = (descriptor) => {
  if (descriptor !== token) return real.fdatasyncSync(descriptor);
  return change('sync', () => {
    if (disk === 'mains') flush();
    if (disk === 'safe' || disk === 'mains') real.fdatasyncSync(descriptor);
  });
};

fs.fsyncSync = (descriptor) => change('fsync', () => real.fsyncSync(descriptor));

fs.closeSync = (descriptor) => {
  if (descriptor === token) {
    if (disk === 'mains' || disk === 'unsynced') flush();
    token = null;
  }
  return real.closeSync(descriptor);
};

fs.writeFileSync = (path, data, options) => {
  if (!isOurs(path)) return real.writeFileSync(path, data, options);
  return change('draft', (part) =>
    real.writeFileSync(path, data.slice(0, Math.floor(data.length * part)), options),
  );
};

fs.linkSync = (from, to) =>
  change('link', () => {
    if (noLock && to.endsWith('.lock')) real.rmSync(to, { force: true });
    return real.linkSync(from, to);
  });

fs.unlinkSync = (path) =>
  isOurs(path) ? change('unlink', () => real.unlinkSync(path)) : real.unlinkSync(path);

require('node:module').syncBuiltinESMExports();
