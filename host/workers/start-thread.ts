/**
 * Starts a worker: finds its file beside this module, whether that is source, built module or part of a bundle.
 */
import { Worker } from 'node:worker_threads';

/** Beside the sources there is no built worker; their endings tell them apart. */
const FROM_SOURCES = import.meta.url.endsWith('.ts');

/**
 * The worker gets neither the environment, which may hold a PIN or key, nor what was loaded into the calling
 * program besides (`--import`).
 */
export function startThread(): Worker {
  const url = new URL(FROM_SOURCES ? './thread-from-sources.mjs' : './engine-thread.cjs', import.meta.url);
  return new Worker(url, { name: 'tokentwin engine', env: {}, execArgv: [] });
}
