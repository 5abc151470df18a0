/** Soaks: on twins behind the driver, and on a token that fails as it is told. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ErrorCode, TokentwinError } from '../../firmware/error.js';
import { Logins, type SoakedToken } from '../../host/rig/soak/login.js';
import { progressOf, runSoak, type SoakOptions } from '../../host/rig/soak/run-soak.js';
import { soakReport } from '../../host/rig/soak/soak-report.js';
import { isAllRight, newSoakState, type SoakState } from '../../host/rig/soak/soak-state.js';
import { DEMO_KEY, DEMO_PIN } from './conform-run.js';
import { openDemo } from './driver-in-process.js';

async function demo(profile: string) {
  const opened = await openDemo({ profile });
  onTestFinished(() => opened.token.close());
  return opened;
}

/** A second passes with every look at the clock. */
function optionsFor(goal: Partial<SoakOptions['goal']>, more: Partial<SoakOptions> = {}): SoakOptions {
  let nowMs = 0;
  let drawn = 0;
  return {
    goal: { logins: null, durationMs: null, ...goal },
    stopping: new AbortController().signal,
    signal: new AbortController().signal,
    drawChallenge() {
      drawn += 1;
      return String(drawn).padStart(6, '0');
    },
    now() {
      nowMs += 1000;
      return nowMs;
    },
    pause: async () => undefined,
    ...more,
  };
}

async function loginsOn(token: SoakedToken, key: Uint8Array | null, pin = DEMO_PIN): Promise<Logins> {
  return Logins.of(token, await token.info(), { pin, key }, {});
}

describe('a soak of a twin', () => {
  it.each(['dsc-plus', 'dsc-plus-soft', 'dsc-plus-counter', 'dsc-plus-mutual'])(
    'finds every response of a %s right',
    async (profile) => {
      const { token } = await demo(profile);
      const state = newSoakState('10000001');
      const end = await runSoak(await loginsOn(token, DEMO_KEY), state, optionsFor({ logins: 25 }));
      expect(end).toEqual({ type: 'finished' });
      expect(state).toMatchObject({ answered: 25, wrong: 0, unknown: 0, failures: {} });
      expect(state.latency.total).toBe(25);
    },
  );

  it('finds a response wrong that was made with another key', async () => {
    const { token } = await demo('dsc-plus');
    const state = newSoakState('10000001');
    await runSoak(await loginsOn(token, DEMO_KEY.slice().fill(7)), state, optionsFor({ logins: 3 }));
    expect(state).toMatchObject({ answered: 0, wrong: 3 });
  });

  it('finds a counter that is used twice', async () => {
    const { token, port } = await demo('dsc-plus-counter');
    port.reader.slots[0]?.plant('counter-reused');
    const state = newSoakState('10000001');
    const options = optionsFor({ logins: 3 }, { drawChallenge: () => '123456' });
    await runSoak(await loginsOn(token, DEMO_KEY), state, options);
    expect(state).toMatchObject({ answered: 1, wrong: 2 });
  });

  it('takes well-formed responses without the key', async () => {
    const { token } = await demo('dsc-plus-counter');
    const state = newSoakState('10000001');
    await runSoak(await loginsOn(token, DEMO_KEY), state, optionsFor({ logins: 2 }));
    expect(state).toMatchObject({ answered: 2, responsesChecked: true });
    await runSoak(await loginsOn(token, null), state, optionsFor({ logins: 5 }));
    await runSoak(await loginsOn(token, DEMO_KEY), state, optionsFor({ logins: 7 }));
    expect(state).toMatchObject({ answered: 7, wrong: 0, responsesChecked: false });
  });

  it('ends at the first wrong PIN, with one try spent', async () => {
    const { token, twin } = await demo('dsc-plus');
    const state = newSoakState('10000001');
    const end = await runSoak(await loginsOn(token, null, '4321'), state, optionsFor({ logins: 50 }));
    expect(end).toMatchObject({ type: 'refused', error: { code: 'PIN_WRONG' } });
    expect(state.failures).toEqual({ PIN_WRONG: 1 });
    expect(twin.status().triesLeft).toBe(4);
  });

  it('is refused on a mutual card without its key', async () => {
    const { token } = await demo('dsc-plus-mutual');
    await expect(loginsOn(token, null)).rejects.toMatchObject({ code: 'CARD_REFUSED' });
  });
});

/** A demo twin whose logins meet some errors first, each after the card has computed or not. */
async function failing(profile: string, errors: readonly (readonly [ErrorCode, boolean] | null)[]) {
  const { token } = await demo(profile);
  const left = [...errors];
  const asked: string[] = [];
  const respond: SoakedToken['respond'] = async (challenge, options) => {
    asked.push(challenge);
    const error = left.shift() ?? null;
    if (error === null) return token.respond(challenge, options);
    const [code, outcomeUnknown] = error;
    if (outcomeUnknown) await token.respond(challenge, { ...options, signal: undefined });
    throw new TokentwinError(code, 'As planned.', { outcomeUnknown });
  };
  const soaked: SoakedToken = {
    respond,
    info: (call) => token.info(call),
    verify: (pin, call) => token.verify(pin, call),
    getChallenge: (call) => token.getChallenge(call),
    authenticateServer: (question, response, call) => token.authenticateServer(question, response, call),
    transmit: (command, call) => token.transmit(command, call),
    counters: () => token.counters(),
  };
  return { soaked, asked };
}

describe('a soak on a line that fails', () => {
  it('counts by code, rests after each error, and repeats nothing', async () => {
    const plan = [
      null,
      ['LINE_LOST', true],
      ['TIMED_OUT', true],
      ['NO_CARD', false],
      ['NO_CARD', false],
    ] as const;
    const { soaked, asked } = await failing('dsc-plus', plan);
    const state = newSoakState('10000001');
    let rests = 0;
    const pause = async () => {
      rests += 1;
    };
    await runSoak(await loginsOn(soaked, DEMO_KEY), state, optionsFor({ logins: 10 }, { pause }));
    expect(state).toMatchObject({ answered: 6, wrong: 0, unknown: 2 });
    expect(state.failures).toEqual({ LINE_LOST: 1, TIMED_OUT: 1, NO_CARD: 2 });
    expect(rests).toBe(4);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('knows the counter again after a login of unknown outcome', async () => {
    const { soaked } = await failing('dsc-plus-counter', [null, ['LINE_LOST', true], ['LINE_LOST', false]]);
    const state = newSoakState('10000001');
    await runSoak(await loginsOn(soaked, DEMO_KEY), state, optionsFor({ logins: 8 }));
    expect(state).toMatchObject({ answered: 6, wrong: 0, unknown: 1 });
  });
});

describe('the end of a soak', () => {
  it('comes after the login under way when it is stopped, with nothing unknown', async () => {
    const stopping = new AbortController();
    const { soaked, asked } = await failing('dsc-plus', []);
    const respond: SoakedToken['respond'] = (challenge, options) => {
      if (asked.length === 2) stopping.abort();
      return soaked.respond(challenge, options);
    };
    const state = newSoakState('10000001');
    const logins = await loginsOn({ ...soaked, respond }, DEMO_KEY);
    const end = await runSoak(logins, state, optionsFor({ logins: 10 }, { stopping: stopping.signal }));
    expect(end).toEqual({ type: 'interrupted' });
    expect(state).toMatchObject({ answered: 3, wrong: 0, unknown: 0, failures: {} });
    expect(isAllRight(state)).toBe(true);
  });

  it('is the goal when the login under way reaches it', async () => {
    const stopping = new AbortController();
    const { token } = await demo('dsc-plus');
    const drawChallenge = () => {
      stopping.abort();
      return '123456';
    };
    const options = optionsFor({ logins: 1 }, { stopping: stopping.signal, drawChallenge });
    const state = newSoakState('10000001');
    expect(await runSoak(await loginsOn(token, DEMO_KEY), state, options)).toEqual({ type: 'finished' });
  });

  it('comes at once when it is called off; the login under way is of unknown outcome', async () => {
    const stopping = new AbortController();
    const { soaked, asked } = await failing('dsc-plus', [null, null, ['ABORTED', true]]);
    const state = newSoakState('10000001');
    const respond: SoakedToken['respond'] = (challenge, options) => {
      if (asked.length === 2) stopping.abort();
      return soaked.respond(challenge, options);
    };
    const logins = await loginsOn({ ...soaked, respond }, DEMO_KEY);
    const end = await runSoak(logins, state, optionsFor({ logins: 10 }, { signal: stopping.signal }));
    expect(end).toEqual({ type: 'interrupted' });
    expect(state).toMatchObject({ answered: 2, unknown: 1, failures: { ABORTED: 1 } });
    expect(soakReport(state, state.link)).toMatchObject({ logins: 3, unanswered: 0 });
    expect(isAllRight(state)).toBe(false);
    expect(asked).toHaveLength(3);
  });

  it('counts the logins and the time of earlier runs', async () => {
    const { token } = await demo('dsc-plus');
    const logins = await loginsOn(token, DEMO_KEY);
    const state = newSoakState('10000001');
    await runSoak(logins, state, optionsFor({ logins: 4 }));
    expect(await runSoak(logins, state, optionsFor({ logins: 6 }))).toEqual({ type: 'finished' });
    expect(state.answered).toBe(6);
    const elapsed = state.elapsedMs;
    expect(elapsed).toBeGreaterThan(0);
    await runSoak(logins, state, optionsFor({ durationMs: elapsed + 10_000 }));
    expect(state.elapsedMs).toBeGreaterThanOrEqual(elapsed + 10_000);
    expect(state.answered).toBeGreaterThan(6);
  });

  it('is where the goal is', () => {
    const state: SoakState = { ...newSoakState('1'), answered: 30, wrong: 10, elapsedMs: 9000 };
    state.failures.TIMED_OUT = 10;
    expect(progressOf(state, { logins: 100, durationMs: null })).toBe(0.5);
    expect(progressOf(state, { logins: null, durationMs: 12_000 })).toBe(0.75);
    expect(progressOf(state, { logins: 10, durationMs: null })).toBe(1);
  });
});
