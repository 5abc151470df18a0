/**
 * `host monitor` between a host and a card, all in this process: it runs until the host has ended, and is then
 * interrupted as by Ctrl-C.
 */
import { existsSync } from 'node:fs';
import { openToken } from '../../host/driver/open-token.js';
import { CHALLENGE, PIN } from './marked-card.js';
import { type CommandLine, type Ended, runInProcess } from './run-in-process.js';

/** @param path where the monitor listens @returns how it ended, after a login of a host */
export async function monitored(monitor: CommandLine, path: string): Promise<Ended> {
  const before = process.listeners('SIGINT');
  const running = runInProcess(monitor);
  while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
  const token = await openToken(`unix:${path}`);
  await token.respond(CHALLENGE, { pin: PIN });
  await token.close();
  for (const listener of process.listeners('SIGINT')) if (!before.includes(listener)) listener('SIGINT');
  return await running;
}
