/**
 * Cases of what the card computes: responses, counter, mutual authentication, attestation, card values.
 */

import { randomBytes, verify as verifySignature, X509Certificate } from 'node:crypto';
import { asciiBytes } from '../../../../firmware/ascii.js';
import { sameBytes } from '../../../../firmware/bytes.js';
import { attestationStatement } from '../../../../firmware/card/attestation/statement.js';
import {
  attestCommand,
  authenticateServerCommand,
  getChallengeCommand,
  getDataCommand,
  INS,
  lookUpCommand,
  PARAMETERS,
  respondCommand,
  verifyCommand,
} from '../../../../firmware/card/commands.js';
import { refused, STATUS } from '../../../../firmware/card/status-words.js';
import { DATA_TAG } from '../../../../firmware/card/tags.js';
import { type ConformCase, Mismatch, must, NotTried } from '../case.js';
import { apdu, type Probe, statusText } from '../probe.js';
import { CARD_COMMANDS } from './sources.js';

const COUNTER = 'RFC 6287, 5.1: the counter is in every response and moves on with it';

/** Verifies the PIN in a new session and has the card answer. */
async function loginResponse(probe: Probe, challenge: string): Promise<string> {
  await probe.freshSession();
  probe.needOneWay();
  await probe.verify();
  return probe.respond(challenge);
}

function malformedCase(name: string, what: string, challengeOf: (probe: Probe) => string): ConformCase {
  return {
    id: `card.respond.malformed.${name}`,
    requirement: `A challenge ${what} is refused with 6A80, and the PIN stays good.`,
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession();
      await probe.verify();
      const data = asciiBytes(challengeOf(probe));
      await probe.mustAnswer(apdu(0x00, INS.internalAuthenticate, PARAMETERS.none, data), STATUS.wrongData);
      must(await probe.isVerified(), 'a session that still has its PIN', 'a session without one');
    },
  };
}

const RESPONSES: readonly ConformCase[] = [
  {
    id: 'card.respond',
    requirement: "A response has as many ASCII digits as the card's suite says.",
    source: CARD_COMMANDS,
    async run(probe) {
      await loginResponse(probe, probe.challenge());
    },
  },
  {
    id: 'card.respond.same',
    requirement: 'Without a counter the same challenge gets the same response.',
    source: 'RFC 6287, 5.1',
    async run(probe) {
      if (probe.device.suite?.counter === true) throw new NotTried('the suite of the card has a counter');
      const first = await loginResponse(probe, probe.challenge());
      const second = await loginResponse(probe, probe.challenge());
      must(first === second, 'the same response', 'another one');
    },
  },
  {
    id: 'card.respond.other',
    requirement: 'Another challenge gets another response.',
    source: 'RFC 6287, 5.1',
    async run(probe) {
      const responses = new Set<string>();
      for (const digit of [1, 2, 3]) responses.add(await loginResponse(probe, probe.challenge(digit)));
      must(responses.size > 1, 'responses that differ', 'three times the same one');
    },
  },
  {
    id: 'card.respond.soft-pin',
    requirement: 'With a soft PIN another PIN gets another response.',
    source: `${CARD_COMMANDS}; RFC 6287, 5.1`,
    async run(probe) {
      await probe.freshSession();
      if (probe.device.pin?.check !== 'soft') throw new NotTried('the card compares its PIN');
      const { digits } = probe.device.pin;
      const responses = new Set<string>();
      for (const digit of ['1', '2', '3']) {
        await probe.mustAnswer(verifyCommand(digit.repeat(digits)), STATUS.success);
        responses.add(await probe.respond(probe.challenge()));
      }
      must(responses.size > 1, 'responses that differ', 'three times the same one');
    },
  },
  malformedCase('short', 'that is too short', (probe) => shortened(probe)),
  malformedCase('long', 'that is too long', (probe) => '1'.repeat(longest(probe) + 1)),
  malformedCase(
    'characters',
    'with a character that its format does not allow',
    (probe) => `-${probe.challenge().slice(1)}`,
  ),
];

/** Letters and hexadecimal digits may be fewer, so that only the empty challenge is too short. */
function shortened(probe: Probe): string {
  return probe.device.suite?.question.format === 'N' ? probe.challenge().slice(1) : '';
}

function longest({ device }: Probe): number {
  const { suite, challengeDigits } = device;
  return suite === null || suite.question.format === 'N'
    ? (challengeDigits ?? 6)
    : suite.question.maximumLength;
}

const COUNTERS: readonly ConformCase[] = [
  {
    id: 'card.counter.grows',
    requirement: 'The counter grows by one with each response.',
    source: COUNTER,
    async run(probe) {
      const before = await probe.counter();
      await loginResponse(probe, probe.challenge());
      const after = await probe.counter();
      must(after === before + 1n, `${before + 1n}`, `${after}`);
    },
  },
  {
    id: 'card.counter.response',
    requirement: 'The same challenge gets another response when the counter has moved on.',
    source: COUNTER,
    async run(probe) {
      await probe.counter();
      const responses = new Set<string>();
      for (let count = 0; count < 3; count += 1) responses.add(await loginResponse(probe, probe.challenge()));
      must(responses.size === 3, 'three responses that differ', `${responses.size} of them`);
    },
  },
  {
    id: 'card.counter.kept',
    requirement: 'A refused computation leaves the counter as it is.',
    source: COUNTER,
    async run(probe) {
      const before = await probe.counter();
      await probe.freshSession();
      await probe.needUnlocked();
      await probe.mustAnswer(respondCommand(probe.challenge()), STATUS.pinRequired);
      const after = await probe.counter();
      must(after === before, `${before}`, `${after}`);
    },
  },
];

async function needMutual(probe: Probe): Promise<void> {
  await probe.freshSession();
  if (!probe.device.isMutual) throw new NotTried('the card asks no server to prove itself');
}

/** As many digits as the suite says, whatever they are. */
function wrongServerResponse({ device }: Probe): string {
  return '0'.repeat(device.suite?.digits ?? 8);
}

const SERVER_QUESTION = 'SERVER01';

const MUTUAL: readonly ConformCase[] = [
  {
    id: 'card.mutual.first',
    requirement: 'A mutual card refuses a challenge with 6985 until the server has proved itself.',
    source: `${CARD_COMMANDS}; RFC 6287, 7.2`,
    async run(probe) {
      await needMutual(probe);
      await probe.verify();
      await probe.mustAnswer(respondCommand(SERVER_QUESTION), STATUS.conditionsNotSatisfied);
    },
  },
  {
    id: 'card.mutual.unasked',
    requirement: 'A server response before GET CHALLENGE is refused with 6985.',
    source: CARD_COMMANDS,
    async run(probe) {
      await needMutual(probe);
      const command = authenticateServerCommand(SERVER_QUESTION, wrongServerResponse(probe));
      await probe.mustAnswer(command, STATUS.conditionsNotSatisfied);
    },
  },
  {
    id: 'card.mutual.wrong',
    requirement: 'The third wrong server response ends the session: 63C2, 63C1, 63C0, then 6983.',
    source: CARD_COMMANDS,
    async run(probe) {
      await needMutual(probe);
      const command = authenticateServerCommand(SERVER_QUESTION, wrongServerResponse(probe));
      for (const left of [2, 1, 0]) {
        await probe.mustAnswer(getChallengeCommand(), STATUS.success);
        await probe.mustAnswer(command, refused(left));
      }
      await probe.mustAnswer(getChallengeCommand(), STATUS.blocked);
    },
  },
  {
    id: 'card.mutual.question',
    requirement: "The card's question is 8 letters or digits, another one each time.",
    source: CARD_COMMANDS,
    async run(probe) {
      await needMutual(probe);
      const first = await probe.mustAnswer(getChallengeCommand(), STATUS.success);
      const second = await probe.mustAnswer(getChallengeCommand(), STATUS.success);
      const isRight = ({ data }: typeof first) => /^[0-9A-Za-z]{8}$/.test(String.fromCharCode(...data));
      must(isRight(first) && isRight(second), '8 letters or digits', 'something else');
      must(!sameBytes(first.data, second.data), 'another question', 'the same one');
    },
  },
];

const ATTESTATION: readonly ConformCase[] = [
  {
    id: 'card.attestation',
    requirement: 'The signature over a fresh nonce holds under the Ed25519 key of the certificate.',
    source: `${CARD_COMMANDS}; RFC 8032, RFC 8410`,
    async run(probe) {
      await probe.freshSession();
      const { serialNumber, firmwareVersion } = probe.device;
      const answer = await probe.card.command(getDataCommand(DATA_TAG.certificate, 65_536));
      if (answer.statusWord !== STATUS.success) throw new NotTried('the card has no certificate');
      if (serialNumber === null || firmwareVersion === null)
        throw new NotTried('the card does not tell its serial number and version');
      const nonce = new Uint8Array(randomBytes(32));
      const signature = await probe.mustAnswer(attestCommand(nonce), STATUS.success);
      const statement = attestationStatement(nonce, { kind: 'dsc-plus', serialNumber, firmwareVersion });
      const { publicKey } = certificateOf(answer.data);
      must(
        publicKey.asymmetricKeyType === 'ed25519' &&
          verifySignature(null, statement, publicKey, signature.data),
        'a signature that holds',
        `one that does not, ${statusText(signature.statusWord)}`,
      );
    },
  },
];

function certificateOf(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new Mismatch('an X.509 certificate in DER', `${der.length} bytes of something else`);
  }
}

const CODE_CARD: readonly ConformCase[] = [
  {
    id: 'card.values',
    requirement: 'Several index numbers get the card values of each, joined.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession('security-code-card');
      const [first, second, both] = [[1], [100], [1, 100]];
      const values = [];
      for (const indices of [first, second, both])
        values.push((await probe.mustAnswer(lookUpCommand(indices as number[]), STATUS.success)).data.join());
      must(`${values[0]},${values[1]}` === values[2], 'the two values, joined', 'something else');
    },
  },
  {
    id: 'card.values.unknown',
    requirement: 'An index number that is not on the card is refused with 6A80.',
    source: CARD_COMMANDS,
    async run(probe) {
      await probe.freshSession('security-code-card');
      await probe.mustAnswer(lookUpCommand([0]), STATUS.wrongData);
    },
  },
];

export const CARD_RESPONSE_CASES: readonly ConformCase[] = [
  ...RESPONSES,
  ...COUNTERS,
  ...MUTUAL,
  ...ATTESTATION,
  ...CODE_CARD,
];
