/** A login by the keys of a test device, pressed from the host. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Token } from '../../host/driver/token.js';
import { respondByKeys } from '../../host/rig/respond-by-keys.js';
import { openDemo } from './driver-in-process.js';

describe('a login by keys', () => {
  it('gives the response that the display shows', async () => {
    const { token } = await openDemo();
    onTestFinished(() => token.close());
    expect(await respondByKeys(token, '1234', '123456', { paceMs: 0 })).toBe('98276595');
  });

  it('ends between two keys when it is called off, with the error of any call', async () => {
    const { token } = await openDemo();
    onTestFinished(() => token.close());
    const stopping = new AbortController();
    let keys = 0;
    const bench: Token['bench'] = Object.assign(Object.create(token.bench) as Token['bench'], {
      async press(...given: Parameters<Token['bench']['press']>) {
        const display = await token.bench.press(...given);
        keys += 1;
        setImmediate(() => stopping.abort());
        return display;
      },
    });
    const paced: Token = Object.create(token, {
      bench: { value: bench },
      info: { value: () => token.info() },
    });
    const login = respondByKeys(paced, '1234', '123456', { paceMs: 60_000, signal: stopping.signal });
    await expect(login).rejects.toMatchObject({ code: 'ABORTED', details: { outcomeUnknown: false } });
    expect(keys).toBe(1);
  });
});
