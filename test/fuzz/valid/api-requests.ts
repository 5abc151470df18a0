/**
 * Requests to the HTTP API that are right, over all routes.
 */

type Asked = readonly [method: string, path: string, body?: unknown];

const LOGIN: readonly Asked[] = [
  ['POST', '/twins/1/keys', { press: 'power' }],
  ['POST', '/twins/1/keys', { type: '1234' }],
  ['POST', '/twins/1/keys', { press: 'ok' }],
  ['POST', '/twins/1/keys', { type: '123456' }],
  ['POST', '/twins/1/keys', { press: 'ok' }],
];

const DEMO: Asked = ['POST', '/twins', { demo: true }];

const EXCHANGES: readonly (readonly Asked[])[] = [
  [['GET', '/'], DEMO, ...LOGIN, ['GET', '/twins/1/response'], ['GET', '/twins/1/recording']],
  [
    [
      'POST',
      '/twins',
      { profile: 'dsc-plus-counter', pin: '8351', key: '31'.repeat(20), serialNumber: '12345678' },
    ],
    ['POST', '/twins/1/keys', { hold: 'power', ms: 500 }],
    ['POST', '/twins/1/keys', { down: '5' }],
    ['POST', '/twins/1/keys', { up: '5' }],
    ['GET', '/twins/1/frame?after=1'],
    ['GET', '/twins/1/screen?format=svg'],
    ['GET', '/twins/1/screen?format=text'],
  ],
  [
    [
      'POST',
      '/twins',
      { profile: { extends: 'dsc-plus-classic', pin: { digits: 6 } }, seed: '7', name: 'mine' },
    ],
    [
      'PUT',
      '/twins/1/faults',
      { nextResponse: 'swapped', deadSegments: [{ cell: 1, segment: 'a' }], slowMs: 20 },
    ],
    ['PUT', '/twins/1/faults', { stuckKey: 'ok', bouncingKey: '1', clockDriftPpm: -100 }],
    ...LOGIN,
    ['POST', '/twins/1/time', { advanceMs: 31_000 }],
    ['POST', '/twins/1/battery', { percent: 3 }],
    ['POST', '/twins/1/power-cut', {}],
    ['GET', '/twins/1/status'],
  ],
  [
    DEMO,
    ...LOGIN.slice(0, 3),
    ['POST', '/twins/1/snapshots', { name: 'asked' }],
    ...LOGIN.slice(3),
    ['POST', '/twins/1/snapshots', { name: 'shown' }],
    ['POST', '/twins/1/snapshots/asked/restore', {}],
    ['POST', '/twins/1/snapshots/shown/restore', {}],
    ['GET', '/twins/1/snapshots'],
    ['DELETE', '/twins/1/snapshots/asked'],
    ['DELETE', '/twins/1'],
    ['GET', '/twins/1'],
  ],
  [
    [
      'POST',
      '/twins',
      { kind: 'security-code-card', smudged: [1, 2], misprinted: [3], cardSeed: 'ab'.repeat(16) },
    ],
    ['POST', '/twins/1/lookup', { indices: [1, 3, 224] }],
    ['GET', '/twins/1/screen?format=text'],
    ['PUT', '/twins/1/print', { smudged: [7], misprinted: [224] }],
    ['GET', '/twins/1/status'],
    ['GET', '/twins/1/screen.png'],
    ['POST', '/twins/1/apdu', { command: '00a4040006f05457494e02' }],
    ['GET', '/twins'],
  ],
  [
    DEMO,
    ['POST', '/twins/1/apdu/reset', {}],
    ['POST', '/twins/1/apdu', { command: '00a4040006f05457494e01' }],
    ['POST', '/twins/1/apdu', { command: '002000810431323334' }],
    ['POST', '/twins/1/apdu', { command: '008800000631323334353600' }],
    ['POST', '/twins/1/keys', { press: 'power' }],
    ['GET', '/twins/1/events'],
    ['GET', '/events'],
    ['GET', '/openapi.json'],
  ],
];

export function apiFiles(): Readonly<Record<string, string>> {
  const texts = EXCHANGES.map((exchange) =>
    JSON.stringify(
      exchange.map(([method, path, body]) => ({ method, path, ...(body !== undefined && { body }) })),
    ),
  );
  return Object.fromEntries(
    texts.map((text, index) => [`requests-${String(index + 1).padStart(2, '0')}.txt`, text]),
  );
}
