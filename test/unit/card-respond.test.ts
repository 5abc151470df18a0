/**
 * INTERNAL AUTHENTICATE on each profile: responses against node:crypto and the RFC's vectors, and what it refuses.
 */
import { describe, expect, it } from 'vitest';
import {
  authenticateServerCommand,
  getChallengeCommand,
  respondCommand,
} from '../../firmware/card/commands.js';
import { Ocra } from '../../firmware/oath/ocra.js';
import { asResponse, CardOnWire, hexOf, PIN, withText } from './card-on-wire.js';
import { ocraNumeric } from './node-ocra.js';

describe('INTERNAL AUTHENTICATE', () => {
  it('gives the response of challenge and PIN, once', () => {
    const wire = new CardOnWire({}, { pin: '1234' });
    expect(wire.respond('123456')).toBe('6982');
    wire.verify('1234');
    // The known answer of the demo card.
    expect(wire.respond('123456')).toBe(asResponse('98276595'));
    expect(wire.respond('123456')).toBe('6982');
  });

  it.each(['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic'])('on %s agrees with node:crypto', (name) => {
    const wire = new CardOnWire({ extends: name });
    for (const challenge of ['000000', '999999', '314159']) {
      wire.verify(PIN);
      const expected = ocraNumeric(wire.profile.suite, challenge, { pin: PIN });
      expect(wire.respond(challenge)).toBe(asResponse(expected));
    }
  });

  it('folds a soft PIN into the response', () => {
    const wire = new CardOnWire({ extends: 'dsc-plus-soft' });
    wire.verify('1234');
    expect(wire.respond('123456')).toBe(asResponse('98276595'));
    wire.verify('1235');
    expect(wire.respond('123456')).toBe(asResponse('19115491'));
  });

  it('counts, and only for what it answers', () => {
    const wire = new CardOnWire({ extends: 'dsc-plus-counter' });
    for (const counter of [0n, 1n, 2n]) {
      wire.verify(PIN);
      expect(wire.respond('12x456')).toBe('6A80');
      expect(wire.send(withText('00 88 00 00', '123456', '07'))).toBe('6C08');
      const expected = ocraNumeric(wire.profile.suite, '123456', { pin: PIN, counter });
      expect(wire.respond('123456')).toBe(asResponse(expected));
      expect(wire.memory.contents.counter).toBe(counter + 1n);
    }
  });

  it('takes the virtual time for a suite with time steps', () => {
    const wire = new CardOnWire({ suite: 'OCRA-1:HOTP-SHA1-8:QN06-PSHA1-T1M' });
    wire.verify(PIN);
    const expected = ocraNumeric(wire.profile.suite, '123456', {
      pin: PIN,
      timestamp: BigInt(wire.at) / 60_000n,
    });
    expect(wire.respond('123456')).toBe(asResponse(expected));
  });

  it.each(['', '12345', '1234567', '12345a', ' 12345', '1'.repeat(200)])(
    'refuses the challenge %j and keeps the PIN good',
    (challenge) => {
      const wire = new CardOnWire();
      wire.verify(PIN);
      expect(wire.respond(challenge)).toBe('6A80');
      expect(wire.respond('123456')).toMatch(/9000$/);
    },
  );

  it('refuses a field longer than any challenge', () => {
    const wire = new CardOnWire();
    wire.verify(PIN);
    const long = `00 88 00 00 00 FFFF ${'31'.repeat(65_535)}`;
    expect(wire.send(long)).toBe('6A80');
    expect(wire.send('00 20 00 81')).toBe('9000');
  });

  it('follows the format of a suite with hexadecimal questions', () => {
    const wire = new CardOnWire({ suite: 'OCRA-1:HOTP-SHA1-8:QH10-PSHA1' });
    for (const [challenge, refused] of [
      ['00ffAB1234', false],
      ['f', false],
      ['00ffAB12345', true],
      ['xyz', true],
    ] as const) {
      wire.verify(PIN);
      expect(wire.respond(challenge)).toMatch(refused ? /^6A80$/ : /^(3[0-9]){8}9000$/);
    }
  });

  it('answers a locked or dead card and wrong parameters with their status words', () => {
    expect(new CardOnWire().lock().respond('123456')).toBe('6983');
    expect(new CardOnWire().kill().respond('123456')).toBe('6983');
    for (const parameters of ['00 01', '01 01', '02 00'])
      expect(new CardOnWire().send(withText(`00 88 ${parameters}`, '123456', '00'))).toBe('6A86');
  });

  it('answers without Le too', () => {
    const wire = new CardOnWire({}, { pin: '1234' });
    wire.verify('1234');
    expect(wire.send(withText('00 88 00 00', '123456'))).toBe(asResponse('98276595'));
  });
});

/** RFC 6287 appendix C.2, OCRA-1:HOTP-SHA256-8:QA08. */
const RFC = {
  key: Buffer.from('12345678901234567890123456789012'),
  cardQuestion: 'CLI22220',
  serverQuestion: 'SRV11110',
  serverResponse: '28247970',
  cardResponse: '15510767',
};

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function mutualCard(question = RFC.cardQuestion): CardOnWire {
  const wire = new CardOnWire({ extends: 'dsc-plus-mutual' }, { key: RFC.key });
  // Bytes from 248 on would be unfair, so the card draws again.
  wire.random = [250, ...Array.from(question, (character) => CHARACTERS.indexOf(character))];
  return wire;
}

const ASK = '00 84 00 00 08';

function proveServer(wire: CardOnWire, response = RFC.serverResponse): string {
  return wire.send(withText('00 82 00 00', RFC.serverQuestion + response));
}

describe('a mutual card', () => {
  it('answers the server that has proved itself (RFC 6287 vectors)', () => {
    const wire = mutualCard();
    expect(wire.text(ASK)).toBe(RFC.cardQuestion);
    expect(proveServer(wire)).toBe('9000');
    expect(wire.respond(RFC.serverQuestion)).toBe('6982');
    wire.verify(PIN);
    expect(wire.respond(RFC.serverQuestion)).toBe(asResponse(RFC.cardResponse));
    wire.verify(PIN);
    expect(wire.respond(RFC.serverQuestion)).toBe('6985');
  });

  it('answers no other question, and nothing before the proof', () => {
    const wire = mutualCard();
    wire.verify(PIN);
    expect(wire.respond(RFC.serverQuestion)).toBe('6985');
    expect(proveServer(wire)).toBe('6985');
    wire.send(ASK);
    expect(wire.respond(RFC.serverQuestion)).toBe('6985');
    proveServer(wire);
    expect(wire.respond('SRV11111')).toBe('6985');
    expect(wire.respond('SRV-1111')).toBe('6A80');
    expect(wire.respond(RFC.serverQuestion)).toBe(asResponse(RFC.cardResponse));
  });

  it('ends the session with the third wrong server response', () => {
    const wire = mutualCard();
    wire.verify(PIN);
    wire.send(ASK);
    expect(proveServer(wire, '00000000')).toBe('63C2');
    expect(proveServer(wire, '00000000')).toBe('63C1');
    expect(proveServer(wire, '00000000')).toBe('63C0');
    expect(wire.send('00 20 00 81')).toBe('63C5');
    expect(proveServer(wire)).toBe('6983');
    expect(wire.send(ASK)).toBe('6983');
    wire.send('00 A4 04 00 06 F05457494E01 00');
    expect(wire.send(ASK)).toMatch(/9000$/);
  });

  it('counts wrong server responses over several questions', () => {
    const wire = mutualCard();
    for (const left of [2, 1, 0]) {
      wire.send(ASK);
      expect(proveServer(wire, '00000000')).toBe(`63C${left}`);
    }
    expect(wire.send(ASK)).toBe('6983');
  });

  it('asks a new question each time, and the old proof is void', () => {
    const wire = mutualCard();
    wire.send(ASK);
    proveServer(wire);
    expect(wire.text(ASK)).toBe('01234567');
    wire.verify(PIN);
    expect(wire.respond(RFC.serverQuestion)).toBe('6985');
  });

  it.each(['', '28247970', 'SRV1111X', 'SRV-111028247970', 'SRV1111028247970 ', 'SRV11111128247970X'])(
    'refuses %j from a server for nothing',
    (text) => {
      const wire = mutualCard();
      wire.send(ASK);
      expect(wire.send(withText('00 82 00 00', text))).toBe('6A80');
      expect(proveServer(wire, '00000000')).toBe('63C2');
      expect(proveServer(wire)).toBe('9000');
    },
  );

  it('takes a shorter question of the server, and digits alone as its response', () => {
    const wire = mutualCard();
    wire.send(ASK);
    expect(wire.send(withText('00 82 00 00', 'SRVX2824797'))).toBe('6A80');
    for (const response of ['x8247970', '2824797x'])
      expect(wire.send(withText('00 82 00 00', `SRV1${response}`))).toBe('6A80');
    const suite = new Ocra('OCRA-1:HOTP-SHA256-8:QA08', RFC.key);
    const response = suite.respond({ question: `${RFC.cardQuestion}SRV1` }, 'mutual');
    expect(wire.send(withText('00 82 00 00', `SRV1${response}`))).toBe('9000');
  });

  it('keeps its question when there was no room for another one', () => {
    const wire = mutualCard();
    wire.send(ASK);
    expect(wire.send('00 84 00 00 04')).toBe('6C08');
    expect(proveServer(wire)).toBe('9000');
  });

  it('asks no more than its suite takes', () => {
    const suite = 'OCRA-1:HOTP-SHA256-8:QA06';
    const wire = new CardOnWire({ extends: 'dsc-plus-mutual', suite }, { key: RFC.key });
    expect(wire.text(ASK)).toMatch(/^[0-9A-Za-z]{6}$/);
  });

  it('refuses a longer question than the suite has', () => {
    const wire = mutualCard();
    wire.send(ASK);
    expect(wire.send(withText('00 82 00 00', 'SRV11111128247970'))).toBe('6A80');
  });

  it('forgets all with the power', () => {
    const wire = mutualCard();
    wire.send(ASK);
    wire.cutPower();
    expect(proveServer(wire)).toBe('6985');
  });

  it('is asked with the right parameters and lengths, and not when it is locked', () => {
    const wire = mutualCard();
    expect(wire.send('00 84 00 01 08')).toBe('6A86');
    expect(wire.send('00 84 00 00 07')).toBe('6C08');
    expect(wire.send('00 84 00 00 01 AA 08')).toBe('6700');
    expect(wire.send(withText('00 82 00 01', 'SRV1111028247970'))).toBe('6A86');
    wire.lock();
    expect(proveServer(wire)).toBe('6983');
  });

  it('draws every character as often as the others', () => {
    const wire = mutualCard();
    const counts = new Map<string, number>();
    wire.random = Array.from({ length: 256 * 8 }, (_, index) => index % 256);
    for (let count = 0; count < 248; count += 1)
      for (const character of wire.text(ASK)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    expect(new Set(counts.values())).toEqual(new Set([32]));
  });
});

describe('other cards', () => {
  it('know no mutual authentication', () => {
    expect(new CardOnWire().send(ASK)).toBe('6D00');
    expect(proveServer(new CardOnWire())).toBe('6D00');
  });
});

describe('the encoders', () => {
  it('write the same bytes', () => {
    expect(hexOf(respondCommand('123456'))).toBe('008800000631323334353600');
    expect(hexOf(getChallengeCommand())).toBe('0084000008');
    expect(hexOf(authenticateServerCommand('SRV11110', '28247970'))).toBe(
      '00820000105352563131313130' + '3238323437393730',
    );
  });
});
