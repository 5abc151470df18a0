/** The calls of a token against the twin in the same process. */
import { describe, expect, it } from 'vitest';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { Ocra } from '../../firmware/oath/ocra.js';
import { openToken } from '../../host/driver/open-token.js';
import { isBlocked, isOutcomeUnknown, isRetryable, isWrongPin } from '../../host/driver/predicates.js';
import { InProcessPort, openDemo } from './driver-in-process.js';
import { DEMO_KEY, ocraNumeric, unlockAnswer } from './node-ocra.js';

const SUITE = 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1';

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a login', () => {
  it('takes one call with the PIN, or two', async () => {
    const { token } = await openDemo();
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    await token.verify('1234');
    expect(await token.pinStatus()).toEqual({ type: 'verified' });
    expect(await token.respond('654321')).toBe(ocraNumeric(SUITE, '654321', { pin: '1234' }));
    expect(await token.pinStatus()).toEqual({ type: 'required', triesLeft: 5 });
  });

  it('without the PIN is refused, and with a malformed challenge costs nothing', async () => {
    const { token } = await openDemo();
    await expect(token.respond('123456')).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    await token.verify('1234');
    for (const challenge of ['12345', '1234567', 'abcdef', '', '12345\u00e9']) {
      await expect(token.respond(challenge)).rejects.toMatchObject({ code: 'CHALLENGE_FORMAT' });
    }
    expect(await token.respond('123456')).toBe('98276595');
  });

  it('keeps calls that are made at once in their order, each whole', async () => {
    const { token } = await openDemo();
    const challenges = Array.from({ length: 20 }, (_, index) => String(100_000 + index));
    const responses = await Promise.all(challenges.map((each) => token.respond(each, { pin: '1234' })));
    expect(responses).toEqual(challenges.map((each) => ocraNumeric(SUITE, each, { pin: '1234' })));
  });
});

describe('a PIN', () => {
  it('that is wrong says how many tries are left, and locks the card in the end', async () => {
    const { token } = await openDemo();
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const error = await failure(token.verify('9999'));
      expect(error).toMatchObject({ code: 'PIN_WRONG', details: { triesLeft, outcomeUnknown: false } });
      expect([isWrongPin(error), isBlocked(error), isRetryable(error)]).toEqual([
        true,
        triesLeft === 0,
        false,
      ]);
      expect(String(error)).not.toContain('9999');
    }
    const locked = await failure(token.verify('1234'));
    expect(locked).toMatchObject({ code: 'CARD_LOCKED' });
    expect(isBlocked(locked)).toBe(true);
    expect(await token.pinStatus()).toEqual({ type: 'locked' });
  });

  it('that is malformed costs no try', async () => {
    const { token } = await openDemo();
    for (const pin of ['', '123', '12345', 'abcd', '12\u00b23']) {
      await expect(token.verify(pin)).rejects.toMatchObject({ code: 'PIN_FORMAT' });
    }
    expect(await token.pinStatus()).toEqual({ type: 'required', triesLeft: 5 });
  });

  it('is changed, unless the old one is wrong or the new one weak or malformed', async () => {
    const plain = DSC_PLUS_PROFILES[0] as DscPlusProfile;
    const profile = { ...plain, pin: { ...plain.pin, refuseWeak: true } } as DscPlusProfile;
    const { token } = await openDemo({ profile });
    await expect(token.changePin('1234', '1111')).rejects.toMatchObject({ code: 'PIN_WEAK' });
    await expect(token.changePin('123', '48351')).rejects.toMatchObject({ code: 'PIN_FORMAT' });
    await expect(token.changePin('9999', '8351')).rejects.toMatchObject({
      code: 'PIN_WRONG',
      details: { triesLeft: 4 },
    });
    await token.changePin('1234', '8351');
    await expect(token.verify('1234')).rejects.toMatchObject({ code: 'PIN_WRONG' });
    await token.verify('8351');
  });

  it('of a soft card is taken as it is and not changed', async () => {
    const { token } = await openDemo({ profile: 'dsc-plus-soft' });
    expect(await token.pinStatus()).toEqual({ type: 'required', triesLeft: null });
    expect(await token.respond('123456', { pin: '7777' })).toBe(
      ocraNumeric(SUITE, '123456', { pin: '7777' }),
    );
    await expect(token.changePin('1234', '8351')).rejects.toMatchObject({ code: 'CARD_REFUSED' });
  });
});

describe('a locked card', () => {
  async function openLocked() {
    const demo = await openDemo();
    for (let tries = 0; tries < 5; tries += 1) await failure(demo.token.verify('9999'));
    return demo;
  }

  it('is unlocked by the right answer', async () => {
    const { token } = await openLocked();
    const question = await token.unlockQuestion();
    expect(question).toMatch(/^[0-9]{8}$/);
    await expect(token.unlock('00000000', '8351')).rejects.toMatchObject({
      code: 'UNLOCK_WRONG',
      details: { triesLeft: 9 },
    });
    await expect(token.unlock(unlockAnswer(question), '835')).rejects.toMatchObject({ code: 'PIN_FORMAT' });
    await token.unlock(unlockAnswer(await token.unlockQuestion()), '8351');
    await token.verify('8351');
    await expect(token.unlockQuestion()).rejects.toMatchObject({ code: 'CARD_REFUSED' });
  });

  it('dies of ten wrong answers, and says so ever after', async () => {
    const { token } = await openLocked();
    for (let tries = 0; tries < 10; tries += 1) await failure(token.unlock('00000000', '8351'));
    for (const call of [token.unlock('00000000', '8351'), token.verify('1234')]) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'CARD_DEAD' });
      expect(isBlocked(error)).toBe(true);
    }
    expect(await token.info()).toMatchObject({ lifeCycle: 'dead' });
  });
});

describe('the keypad of the card', () => {
  it('takes the PIN, so that the host never has it', async () => {
    const bytes: Uint8Array[] = [];
    const { token, twin } = await openDemo({}, { onTraffic: (event) => bytes.push(event.bytes) });
    const shown = new Promise<void>((resolve) => twin.onFrame(({ text }) => text === 'PIN>' && resolve()));
    const verified = token.verifyAtKeypad();
    await shown;
    twin.type('1234');
    twin.press('ok');
    await verified;
    expect(await token.respond('654321')).toBe(ocraNumeric(SUITE, '654321', { pin: '1234' }));
    expect(Buffer.concat(bytes).includes('1234')).toBe(false);
  });

  it.each([
    ['a wrong PIN', ['9', '9', '9', '9', 'ok'], 'PIN_WRONG'],
    ['the power key', ['power'], 'PIN_CANCELLED'],
  ] as const)('tells of %s', async (_, keys, code) => {
    const { token, twin } = await openDemo();
    const shown = new Promise<void>((resolve) => twin.onFrame(({ text }) => text === 'PIN>' && resolve()));
    const error = failure(token.verifyAtKeypad());
    await shown;
    for (const key of keys) twin.press(key);
    expect(await error).toMatchObject({ code });
    expect(await token.pinStatus()).toMatchObject({ type: 'required' });
  });

  it('tells that nobody typed', async () => {
    const { token, twin } = await openDemo();
    const shown = new Promise<void>((resolve) => twin.onFrame(({ text }) => text === 'PIN>' && resolve()));
    const error = failure(token.verifyAtKeypad({ timeoutMs: 20_000 }));
    await shown;
    twin.advance({ seconds: 19 });
    twin.advance({ seconds: 2 });
    expect(await error).toMatchObject({ code: 'PIN_TIMED_OUT', details: {} });
  });

  it('changes the PIN', async () => {
    const { token, twin } = await openDemo();
    const shown = new Promise<void>((resolve) => twin.onFrame(() => resolve()));
    const changed = token.changePinAtKeypad();
    await shown;
    for (const pin of ['1234', '8351', '8351']) {
      twin.type(pin);
      twin.press('ok');
    }
    await changed;
    await token.verify('8351');
  });

  it('is left when the call is called off, and the next call works', async () => {
    const { token, twin } = await openDemo();
    const shown = new Promise<void>((resolve) => twin.onFrame(({ text }) => text === 'PIN>' && resolve()));
    const caller = new AbortController();
    const error = failure(token.verifyAtKeypad({ signal: caller.signal }));
    await shown;
    caller.abort();
    expect(await error).toMatchObject({ code: 'ABORTED' });
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    expect(twin.frame.text).not.toBe('PIN>');
  });

  it('is missing on a reader without', async () => {
    const { twin } = await openDemo();
    const port = new InProcessPort({ dscPlus: twin, codeCard: null }, { variant: 'gempc-twin' });
    const token = await openToken(port);
    expect(token.reader.hasKeypad).toBe(false);
    await expect(token.verifyAtKeypad()).rejects.toMatchObject({ code: 'READER_REFUSED' });
    await token.verify('1234');
  });
});

describe('mutual authentication', () => {
  it('lets the card answer only a server that has proved itself', async () => {
    const { token } = await openDemo({ profile: 'dsc-plus-mutual' });
    const ocra = new Ocra('OCRA-1:HOTP-SHA256-8:QA08', DEMO_KEY);
    await token.verify('1234');
    const cardQuestion = await token.getChallenge();
    await expect(token.respond('SRV00001')).rejects.toMatchObject({ code: 'CARD_REFUSED' });
    await expect(token.authenticateServer('SRV00001', '00000000')).rejects.toMatchObject({
      code: 'SERVER_REFUSED',
      details: { triesLeft: 2 },
    });
    const serverResponse = ocra.respond({ question: `${cardQuestion}SRV00001` }, 'mutual');
    await token.authenticateServer('SRV00001', serverResponse);
    const expected = ocra.respond({ question: `SRV00001${cardQuestion}` }, 'mutual');
    expect(await token.respond('SRV00001')).toBe(expected);
  });
});

describe('a code card', () => {
  it('in the second slot gives its values and has no PIN', async () => {
    const codeCard = SecurityCodeCard.demo();
    const { twin } = await openDemo();
    const port = new InProcessPort({ dscPlus: twin, codeCard }, { variant: 'two-slot' });
    const token = await openToken(port, { slot: 1 });
    expect(token.application).toBe('security-code-card');
    expect(await token.lookUp([100, 50])).toBe(codeCard.card.codes[99] + (codeCard.card.codes[49] as string));
    await expect(token.lookUp([0])).rejects.toMatchObject({ code: 'CARD_INDEX' });
    await expect(token.verify('1234')).rejects.toMatchObject({ code: 'APPLICATION_MISSING' });
    expect(await token.info()).toMatchObject({
      serialNumber: codeCard.card.serialNumber,
      checkValue: codeCard.card.checkValue,
      pin: null,
    });
    expect(await token.attest()).toEqual({ kind: 'notAttested' });
  });

  it('is not what a DSC+ is', async () => {
    const { token, port } = await openDemo();
    await expect(token.lookUp([1])).rejects.toMatchObject({ code: 'APPLICATION_MISSING' });
    await token.close();
    await expect(openToken(port, { application: 'security-code-card' })).rejects.toMatchObject({
      code: 'APPLICATION_MISSING',
    });
  });
});

describe('what the card tells', () => {
  it('is read whole', async () => {
    const { token } = await openDemo({ profile: 'dsc-plus-counter' });
    await token.respond('123456', { pin: '1234' });
    expect(await token.info()).toMatchObject({
      application: 'dsc-plus',
      serialNumber: '10000001',
      suite: 'OCRA-1:HOTP-SHA256-8:C-QN06-PSHA256',
      challengeDigits: 6,
      pin: { check: 'card', digits: 4, tries: 5, unlockTries: 10 },
      triesLeft: 5,
      counter: 1n,
      lifeCycle: 'inUse',
      saysTestDevice: true,
    });
  });

  it('can be asked for byte by byte, status words and all', async () => {
    const { token } = await openDemo();
    expect(await token.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x81))).toEqual({
      data: new Uint8Array(0),
      statusWord: 0x63c5,
    });
    // SELECT of the bench application; the typed calls find their way back.
    await token.transmit(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x06, 0xf0, 0x54, 0x57, 0x49, 0x4e, 0x0f));
    expect(await token.pinStatus()).toEqual({ type: 'required', triesLeft: 5 });
  });

  it('is over with a reset', async () => {
    const { token } = await openDemo();
    await token.verify('1234');
    expect((await token.reset())[0]).toBe(0x3b);
    await expect(token.respond('123456')).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    const error = await failure(token.respond('123456'));
    expect(isOutcomeUnknown(error)).toBe(false);
  });
});
