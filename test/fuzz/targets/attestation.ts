/**
 * What a device proves of itself: signature, certificate and texts of a card, as the driver judges them.
 *
 * The first message is the ATR, then the answers to the attestation, to GET DATA of the certificate, the serial
 * number and the version. Only the true evidence may hold.
 */
import { attestCard } from '../../../host/driver/attestation.js';
import { corpusOf } from '../corpus.js';
import { attempt, sessionOver } from '../subjects/told-session.js';
import { type FuzzTarget, hold, type Input } from '../target.js';

/** That of the corpus. */
const NONCE = new Uint8Array(32).fill(7);

/** Answers that hold: the signature is over the whole certificate's key and all three texts. */
const TRUE_EVIDENCE = corpusOf('attestation')
  .filter(({ file }) => file.startsWith('true-'))
  .map(({ input }) => textOf(input));

function textOf([, ...answers]: Input): string {
  return answers
    .slice(0, 4)
    .map((answer) => Buffer.from(answer).toString('hex'))
    .join(' ');
}

export const target: FuzzTarget = {
  name: 'attestation',
  takes: 'signatures and certificates of a card',
  form: 'messages',
  share: 1,
  async run(input, trace) {
    await attempt(trace, async () => {
      const result = await attestCard(sessionOver(input, trace), { nonce: NONCE });
      trace.mark(result.kind);
      const isTrue = result.kind === 'notAttested' || TRUE_EVIDENCE.includes(textOf(input));
      hold(isTrue, 'the answer is right', 'evidence that was changed still holds');
      return result;
    });
  },
};
