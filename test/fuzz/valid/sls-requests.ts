/** Requests to the verifier that are right, over all operations, as the fuzz target `sls` takes them. */
import { createHash } from 'node:crypto';

export const SLS_KEY = '6b65792d6f662d746865206675707a7a'.padEnd(40, '7');
export const SLS_PIN_HASH = createHash('sha1').update('2580').digest('hex');
export const SLS_PASSWORD = 'fuzz-pass-1';

type Step = readonly [as: 'desk' | 'session' | null, method: string, path: string, body?: unknown];

const IDENTIFICATION = {
  ...{ birthDate: '1971-03-14', citizenship: 'CH', legalResidence: 'CH', socialSecurityNumber: null },
  document: { type: 'passport', number: 'X1' },
};
const LOGIN = { entrance: 'portal', userName: 'anna', password: SLS_PASSWORD };

/** The first entity of the seed has this id: times are those of the manual clock. */
const PEOPLE: readonly Step[] = [
  ['desk', 'POST', '/desk/entities', { kind: 'person', name: 'Anna', identification: IDENTIFICATION }],
];

const DEVICE: Step = [
  'desk',
  'POST',
  '/desk/devices',
  {
    serialNumber: '10000001',
    secret: {
      ...{ kind: 'dsc-plus', suite: 'OCRA-1:HOTP-SHA1-8:C-QN06-PSHA1', challengeDigits: 6, key: SLS_KEY },
      ...{ pinHash: SLS_PIN_HASH, pinCheck: 'card', unlock: null },
    },
  },
];

const EXCHANGES: readonly (readonly Step[])[] = [
  [
    ...PEOPLE,
    [
      'desk',
      'POST',
      '/desk/users',
      { userName: 'anna', password: SLS_PASSWORD, entityId: '$entity', equityUsd: 2e6 },
    ],
    [null, 'POST', '/login', LOGIN],
    ['session', 'GET', '/session'],
    ['session', 'PUT', '/mobile-number', { country: '41', national: '791234567' }],
    ['session', 'POST', '/mobile-number/verification'],
    ['session', 'POST', '/questions/$handle/answer', { response: '123456' }],
    ['desk', 'GET', '/desk/messages?limit=5'],
    ['session', 'POST', '/withdrawals', { amountUsd: 10 }],
    ['session', 'POST', '/orders', { deviceKind: 'dsc-plus', address: 'here', pin: '2580' }],
    ['desk', 'GET', '/desk/orders'],
    ['session', 'POST', '/pin-advice', { pin: '1971' }],
    ['session', 'POST', '/online-card'],
    ['session', 'DELETE', '/session'],
  ],
  [
    ...PEOPLE,
    ['desk', 'POST', '/desk/users', { userName: 'anna', password: SLS_PASSWORD, entityId: '$entity' }],
    DEVICE,
    ['desk', 'POST', '/desk/devices/$device/hand-over', { userName: 'anna' }],
    [null, 'POST', '/login', LOGIN],
    [null, 'POST', '/questions/$handle/answer', { response: '12345678' }],
    [null, 'POST', '/questions/$handle/answer', { response: '87654321' }],
    ['desk', 'GET', '/desk/users/anna'],
    ['desk', 'PUT', '/desk/devices/$device/pin', { pin: '4711' }],
    ['desk', 'POST', '/desk/users/anna/release'],
    ['desk', 'POST', '/desk/users/anna/temporary-code'],
    [null, 'POST', '/login', { ...LOGIN, entrance: 'platform' }],
    ['desk', 'POST', '/desk/devices/$device/end', { end: 'lost' }],
    ['desk', 'GET', '/desk/audit?limit=50'],
    ['desk', 'POST', '/desk/clock', { advanceMs: 86_400_000 }],
    ['desk', 'GET', '/desk/clock'],
  ],
  [
    [null, 'GET', '/health'],
    [null, 'GET', '/health/ready'],
    [null, 'GET', '/openapi.json'],
    ['desk', 'GET', '/desk/users'],
    ['desk', 'GET', '/desk/devices?before=x&limit=1'],
    ['desk', 'PATCH', '/desk/accounts/none', { equityUsd: 1 }],
    ['desk', 'POST', '/desk/sharing', { userName: 'anna', deviceId: 'x', approved: true }],
    ['session', 'POST', '/sharing', { owner: { userName: 'bert', password: SLS_PASSWORD } }],
  ],
];

export function slsFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    EXCHANGES.map((steps, index) => [
      `requests-${index + 1}.txt`,
      JSON.stringify(
        steps.map(([as, method, path, body]) => ({
          ...{ method, path },
          ...(as !== null && { as }),
          ...(body !== undefined && { body }),
        })),
      ),
    ]),
  );
}
