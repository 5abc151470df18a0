/** Keys that settle: what is answered is the frame of that key, whoever else types. */
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { secondOcra } from '../vectors/second-ocra.js';
import { type FrameAnswer, running } from './asking.js';

const KEY = '3132333435363738393031323334353637383930';

function responseTo(question: string, pin: string): string {
  const result = secondOcra({ suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1', key: KEY, question, pin });
  if ('error' in result) throw new Error(result.error);
  return result.response;
}

describe('a key', () => {
  it('is answered with the frame that a twin in this process has, key by key', async () => {
    const asker = await running({ showSecrets: true });
    const id = await asker.twin();
    const beside = DscPlus.demo();
    for (const key of [
      'power',
      '1',
      '2',
      'back',
      '2',
      '3',
      '4',
      'ok',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      'ok',
    ] as const)
      expect(await asker.keys(id, { press: key })).toEqual(JSON.parse(JSON.stringify(beside.press(key))));
    expect(beside.response).toBe(responseTo('123456', '1234'));
  });

  it('without an effect leaves the number as it is', async () => {
    const asker = await running();
    const id = await asker.twin();
    const off = await asker.good<FrameAnswer>('GET', `/twins/${id}/frame`);
    expect(await asker.keys(id, { press: 'ok' })).toEqual(off);
  });

  it('has two ends for who wants them', async () => {
    const asker = await running();
    const id = await asker.twin();
    await asker.keys(id, { down: 'power' });
    await asker.good('POST', `/twins/${id}/time`, { advanceMs: 600 });
    expect((await asker.keys(id, { up: 'power' })).text).toBe('PIN>');
  });
});

describe('two clients at one card', () => {
  it('each get settled frames, and no number twice for different content', async () => {
    const asker = await running({ showSecrets: true });
    const id = await asker.twin();
    await asker.keys(id, { press: 'power' });
    const typing = (key: string) =>
      Promise.all(
        Array.from({ length: 200 }, (_, at) => asker.keys(id, { press: at % 3 === 2 ? 'back' : key })),
      );
    const frames = (await Promise.all([typing('1'), typing('2')])).flat();
    const contents = new Map<number, string>();
    for (const frame of frames) {
      const content = JSON.stringify(frame);
      expect(contents.get(frame.number) ?? content).toBe(content);
      contents.set(frame.number, content);
    }
    expect(contents.size).toBeGreaterThan(20);
  });
});

describe('a hundred clients', () => {
  it('log in at once, each at a card of its own, and all get their right response', async () => {
    const asker = await running();
    const logins = Array.from({ length: 100 }, async (_, index) => {
      const pin = String(2000 + 37 * index).padStart(4, '0');
      const challenge = String(100_000 + 7919 * index).slice(-6);
      const id = await asker.twin({ pin, key: KEY, name: `client ${index}` });
      for (let round = 0; round < 2; round += 1) {
        const shown = await asker.login(id, pin, challenge);
        expect(shown.text).toBe('--------');
        const { response } = await asker.good<{ response: string }>('GET', `/twins/${id}/response`);
        expect(response).toBe(responseTo(challenge, pin));
        await asker.keys(id, { hold: 'power', ms: 2500 });
      }
    });
    await Promise.all(logins);
    const { twins } = await asker.good<{ twins: readonly object[] }>('GET', '/twins');
    expect(twins).toHaveLength(100);
  });
});

describe('what is secret', () => {
  it('is masked in frames, screens and after a restore, and clear in the response alone', async () => {
    const asker = await running();
    const id = await asker.twin();
    const response = responseTo('123456', '1234');
    const shown = await asker.login(id);
    expect(shown).toMatchObject({ text: '--------', isMasked: true });
    await asker.good('POST', `/twins/${id}/snapshots`, { name: 'shown' });
    await asker.keys(id, { hold: 'power', ms: 2500 });
    const restored = await asker.good<FrameAnswer>('POST', `/twins/${id}/snapshots/shown/restore`);
    expect(restored).toMatchObject({ text: '--------', isMasked: true });
    expect(restored.number).toBeGreaterThan(shown.number);
    for (const path of ['frame', 'screen?format=svg', 'screen?format=text', 'status'])
      expect((await asker.ask('GET', `/twins/${id}/${path}`)).text).not.toContain(response);
    expect((await asker.ask('GET', `/twins/${id}/response`)).json).toEqual({ response });
  });

  it('is the codes of a card: dashes on its screen, codes where they are looked up', async () => {
    const asker = await running();
    const id = await asker.twin({ kind: 'security-code-card', demo: true });
    const { entries } = await asker.good<{ entries: readonly { code: string }[] }>(
      'POST',
      `/twins/${id}/lookup`,
      {
        indices: [100, 50, 7],
      },
    );
    const { text } = await asker.ask('GET', `/twins/${id}/screen`);
    expect(text).toContain('100 ---');
    for (const { code } of entries) expect(text).not.toContain(` ${code}`);
  });

  it('is shown as it is by a server that was told to', async () => {
    const asker = await running({ showSecrets: true });
    const id = await asker.twin();
    expect((await asker.login(id)).text).toBe(responseTo('123456', '1234'));
  });
});
