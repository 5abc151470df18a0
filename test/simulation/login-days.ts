/** Days of logins by the thousand, with totals. Runs the built library, as bad days do. */
import type { LoginDayFailure } from '../../emulator/simulation/index.js';
import { tellFigures } from '../promises/figures.js';

const BUILT = new URL('../../dist/emulator/simulation/index.js', import.meta.url).href;

/** @returns is all in order? */
export async function runLoginDays(first: number, days: number): Promise<boolean> {
  const { runLoginDay } = (await import(BUILT)) as typeof import('../../emulator/simulation/index.js');
  const totals = { logins: 0, accepted: 0, strikes: 0, kills: 0, clockSteps: 0, byTheDesk: 0, violations: 0 };
  for (let seed = first; seed < first + days; seed += 1) {
    try {
      const { logins, accepted, strikes, kills, clockSteps, resynchronised } = await runLoginDay(seed);
      totals.logins += logins;
      totals.accepted += accepted;
      totals.strikes += strikes;
      totals.kills += kills;
      totals.clockSteps += clockSteps;
      totals.byTheDesk += resynchronised ? 1 : 0;
    } catch (error) {
      if ((error as Error).name !== 'LoginDayFailure') throw error;
      totals.violations += 1;
      console.error(
        `${(error as LoginDayFailure).message}\nreplay: npm run simulate -- login --seed ${seed} --exchanges 1`,
      );
    }
  }
  console.log(totals);
  tellFigures('login-day', {
    ...{ seeds: days, logins: totals.logins, accepted: totals.accepted },
    'faults of card, line and driver': totals.strikes,
    'verifiers killed': totals.kills,
    'clock steps': totals.clockSteps,
    'counters brought back by the desk': totals.byTheDesk,
    violations: totals.violations,
  });
  return totals.violations === 0;
}
