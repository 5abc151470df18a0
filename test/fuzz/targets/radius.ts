/**
 * RADIUS requests: strictly read, never answered by more than one well-formed packet, and accepted only with what was
 * right.
 */
import {
  ATTRIBUTES,
  decodePacket,
  encodePacket,
  onlyAttribute,
  RADIUS_CODES,
} from '../../../host/sls/radius/packet.js';
import { RadiusResponder } from '../../../host/sls/radius/responder.js';
import { revealPassword } from '../../../host/sls/radius/secrecy.js';
import { NO_PERSONAL_DATA } from '../../../host/sls/records/people.js';
import { freshVerifier } from '../subjects/verifier-subject.js';
import { type FuzzTarget, hold, type Input, type Trace } from '../target.js';
import { RADIUS_PASSWORD, RADIUS_SECRET, RADIUS_USER, withProof } from '../valid/radius.js';

const CODES: ReadonlySet<number> = new Set([
  ...[RADIUS_CODES.accessAccept, RADIUS_CODES.accessReject, RADIUS_CODES.accessChallenge],
]);

async function freshResponder(): Promise<RadiusResponder> {
  const { system } = freshVerifier();
  const { id } = await system.desk.addEntity({
    ...{ kind: 'person', name: 'Anna', personalData: NO_PERSONAL_DATA },
    identification: {
      ...{ birthDate: '1971-03-14', citizenship: 'CH', legalResidence: 'CH', socialSecurityNumber: null },
      document: { type: 'passport', number: 'X1' },
    },
  });
  const user = { userName: RADIUS_USER, password: RADIUS_PASSWORD, entityId: id, accountId: null };
  await system.desk.addUser({ ...user, accountKind: 'individual', equityUsd: 0 });
  return new RadiusResponder({ system, secret: RADIUS_SECRET });
}

async function run(input: Input, trace: Trace): Promise<void> {
  const responder = await freshResponder();
  for (const bytes of input) {
    trace.step();
    const request = decodePacket(bytes);
    if (request !== null) {
      trace.passed();
      const again = Buffer.from(encodePacket(request));
      hold(again.equals(bytes.subarray(0, again.length)), 'the answer is right', 'it is written otherwise');
    }
    const answer = await responder.answer(bytes, { address: '127.0.0.1', port: 1 });
    trace.mark(`answer ${answer === null ? 'none' : answer[0]}`);
    if (answer === null) continue;
    const decoded = decodePacket(answer);
    hold(
      request !== null &&
        decoded !== null &&
        decoded.identifier === request.identifier &&
        CODES.has(decoded.code),
      'answers are well formed',
      'the answer is no answer to the request',
    );
    if (decoded.code !== RADIUS_CODES.accessAccept) continue;
    const hidden = onlyAttribute(request, ATTRIBUTES.userPassword) ?? new Uint8Array();
    const name = Buffer.from(onlyAttribute(request, ATTRIBUTES.userName) ?? []).toString();
    const typed = revealPassword(hidden, RADIUS_SECRET, request.authenticator);
    hold(name === RADIUS_USER && typed === RADIUS_PASSWORD, 'the answer is right', 'it was accepted');
  }
}

export const target: FuzzTarget = {
  name: 'radius',
  takes: 'RADIUS requests',
  form: 'messages',
  share: 2,
  mend: (_, input) => input.map(withProof),
  run,
};
