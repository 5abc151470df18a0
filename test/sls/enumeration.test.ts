/**
 * Nobody finds out by a clock whether there is a user of a name: pairs of logins, one of a user with a wrong password and
 * one of nobody, timed in a drawn order. A verifier that hashes nothing for nobody is the control that must be found.
 */
import { describe, expect, it } from 'vitest';
import type { Passwords } from '../../host/sls/ports.js';
import { ScryptPasswords } from '../../host/sls/runtime/scrypt-passwords.js';
import { Draw } from '../processes/draw.js';
import { drawSeed } from '../simulation/link-seed.js';
import { World } from './world.js';

const PAIRS = 60;
/** Of so many pairs by chance once in twenty thousand. */
const TELLING = 45;
const MEASUREMENTS = 3;
/** Still a hundred times what else a login costs. */
const QUICK = { N: 2048, r: 8, p: 1 };

class Leaky extends ScryptPasswords {
  override async verify(password: string, hash: string): Promise<boolean> {
    return hash === this.ofNobody ? false : await super.verify(password, hash);
  }
}

async function timeOf(world: World, userName: string): Promise<number> {
  const startedAt = performance.now();
  await world.ask('POST', '/login', { entrance: 'portal', userName, password: 'wrong1' });
  return performance.now() - startedAt;
}

/** In how many pairs the user's login took longer than nobody's. */
async function slower(passwords: Passwords, seed: number): Promise<number> {
  const world = new World({ passwords, policy: { failureLimit: 100 } });
  await world.person('anna');
  const draw = new Draw(seed, 'enumeration');
  let count = 0;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const names = draw.chance(0.5) ? ['anna', 'nobody'] : ['nobody', 'anna'];
    const times = new Map<string, number>();
    for (const name of names) times.set(name, await timeOf(world, name));
    if ((times.get('anna') ?? 0) > (times.get('nobody') ?? 0)) count += 1;
  }
  return count;
}

async function findings(make: () => Passwords): Promise<number> {
  const seed = drawSeed();
  let found = 0;
  for (let measurement = 0; measurement < MEASUREMENTS; measurement += 1) {
    const count = await slower(make(), seed + measurement);
    if (count >= TELLING || count <= PAIRS - TELLING) found += 1;
  }
  return found;
}

describe('the time of a login', () => {
  it('does not tell a user from nobody', async () => {
    expect(await findings(() => new ScryptPasswords(QUICK))).toBeLessThan(2);
  });

  it('that tells them apart is found', async () => {
    expect(await findings(() => new Leaky(QUICK))).toBe(MEASUREMENTS);
  });
});
