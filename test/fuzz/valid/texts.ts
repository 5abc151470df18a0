/**
 * Valid inputs of the targets that take texts and files.
 */
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { formatCodeCardCsv } from '../../../firmware/code-card/csv.js';
import { CODE_CARD_PROFILES } from '../../../firmware/code-card/profile.js';
import { DSC_PLUS_PROFILES } from '../../../firmware/dsc-plus/profiles.js';
import { encodeSoakState, newSoakState } from '../../../host/rig/soak/soak-state.js';
import type { VectorFile } from '../../../host/rig/vector-file.js';
import codeCardVectors from '../../../vectors/code-card.json' with { type: 'json' };
import hotpVectors from '../../../vectors/hotp-rfc4226.json' with { type: 'json' };
import edgeVectors from '../../../vectors/ocra-edge-cases.json' with { type: 'json' };
import profileVectors from '../../../vectors/ocra-profiles.json' with { type: 'json' };
import rfcVectors from '../../../vectors/ocra-rfc6287.json' with { type: 'json' };
import totpVectors from '../../../vectors/totp-rfc6238.json' with { type: 'json' };
import { toHexText } from '../../hex-text.js';
import { allExhibits } from '../../museum/exhibits.js';

type Files = Readonly<Record<string, string>>;

function numbered(name: string, texts: readonly string[]): Files {
  return Object.fromEntries(
    texts.map((text, index) => [`${name}-${String(index + 1).padStart(2, '0')}.txt`, text]),
  );
}

/** Every fourth of the museum, and those that only a power cut leaves. */
export function tokenFileFiles(): Files {
  const chosen = allExhibits().filter(
    ({ name }, index) => index % 4 === 0 || /cut|code-card|own|wire/.test(name),
  );
  return Object.fromEntries(
    chosen.map(({ name, shows, bytes }) => [`${name}.hex`, toHexText([bytes], [shows])]),
  );
}

export function profileFiles(): Files {
  const whole = [...DSC_PLUS_PROFILES, ...CODE_CARD_PROFILES].map((profile) => JSON.stringify(profile));
  const partial: readonly object[] = [
    {
      extends: 'dsc-plus-soft',
      name: 'bench-card',
      suite: 'OCRA-1:HOTP-SHA256-6:QN06-PSHA1',
      responseGroups: [6],
    },
    { pin: { digits: 6, refuseWeak: true }, display: { cells: 12 } },
    { extends: 'dsc-plus-classic', texts: { pin: 'Pin' }, times: { promptMs: null } },
    {
      extends: 'dsc-plus-counter',
      suite: 'OCRA-1:HOTP-SHA512-10:C-QN08-PSHA512-T1M',
      challengeDigits: 8,
      display: { cells: 10 },
    },
    { extends: 'online-security-code-card', lifetimeDays: 7, alphabet: 'alphanumeric' },
    { wire: { checksum: 'crc' }, flash: { pageBytes: 512, pageCount: 3 } },
  ];
  return numbered('profile', [...whole, ...partial.map((profile) => JSON.stringify(profile))]);
}

/** Suites of the vectors, each with a question. */
export function suiteFiles(): Files {
  const groups = [...rfcVectors.groups, ...edgeVectors.groups, ...profileVectors.groups];
  const seen = new Map<string, string>();
  for (const { suite, mode, tests } of groups) {
    const test = tests.find(({ result }) => result === 'valid');
    if (test !== undefined) seen.set(suite, `${suite}\n${test.input.question}\n${mode}`);
  }
  return numbered('suite', [...seen.values()].slice(0, 60));
}

export function csvFiles(): Files {
  const csv = formatCodeCardCsv(SecurityCodeCard.demo().card);
  const lines = csv.trimEnd().split('\n').slice(1);
  const wide = Array.from({ length: 28 }, (_, row) =>
    lines.filter((_, index) => index % 28 === row).join(';'),
  );
  return numbered('card', [
    csv,
    `\ufeff${csv.replaceAll('\n', '\r\n')}`,
    wide.map((line) => line.replaceAll(',', '\t').replaceAll(';', '\t')).join('\n'),
    lines
      .map((line) => `"${line.replace(',', '","')}"`)
      .join('\n')
      .toLowerCase(),
  ]);
}

/** Lines of every kind that a suite asks for. */
export function batchFiles(): Files {
  const lines = [...rfcVectors.groups, ...edgeVectors.groups].flatMap(({ suite, key, mode, tests }) =>
    tests.slice(0, 2).map(({ input }) => JSON.stringify({ suite, key, mode, ...input })),
  );
  const packs = Array.from(
    { length: Math.ceil(lines.length / 3) },
    (_, index) => `${lines.slice(index * 3, (index + 1) * 3).join('\n')}\n`,
  );
  const spaced =
    '{ "suite": "OCRA-1:HOTP-SHA1-6:C-QN08", "key": "31", "question": "1", "counter": 7, "pin": null }\r\n';
  return numbered('lines', [...packs.slice(0, 40), spaced]);
}

/** The first tests of each file, small enough to be changed in any place. */
export function vectorFiles(): Files {
  const all = [rfcVectors, edgeVectors, profileVectors, hotpVectors, totpVectors, codeCardVectors];
  return numbered(
    'vectors',
    all.map((file) => JSON.stringify(cut(file as unknown as VectorFile), null, 1)),
  );
}

function cut(file: VectorFile): unknown {
  const groups = file.groups.slice(0, 2).map((group) => ({ ...group, tests: group.tests.slice(0, 3) }));
  const used = new Set(groups.flatMap(({ tests }) => tests.flatMap(({ flags }) => flags)));
  const flags = Object.fromEntries(Object.entries(file.flags).filter(([name]) => used.has(name)));
  const numberOfTests = groups.reduce((sum, { tests }) => sum + tests.length, 0);
  return { ...file, flags, numberOfTests, groups };
}

export function soakFiles(): Files {
  const state = newSoakState('10000001');
  Object.assign(state, { elapsedMs: 12_345, answered: 40, unknown: 1 });
  state.failures.TIMED_OUT = 2;
  for (const ms of [3, 4, 5, 1000]) state.latency.add(ms);
  return numbered('soak', [encodeSoakState(newSoakState('20000001')), encodeSoakState(state)]);
}

export function addressFiles(): Files {
  return numbered('address', [
    ...['pty', 'pty:token', '/dev/ttyUSB0', 'COM3', '127.0.0.1:4000', '[::1]:4000', '4000', 'unix:card.sock'],
    ...[
      'default',
      'localhost:35963',
      'tcp://127.0.0.1:4000',
      'tcp://[fe80::1]:9',
      'tcp://bench:65535',
      './port',
    ],
  ]);
}

export function terminalInputFiles(): Files {
  return numbered('input', [
    'p1234\r\x1b[C123456\r',
    '\x1b[A\x1b[B\x1bOP\x1b[15~\x1b[[A',
    '\x1b[200~123456\r\n\x1b[201~\r',
    '\x1b[M !!\x1b[<0;10;5M\x1b[<0;10;5m',
    'ä€😀\t\x7f\x1b[3~\x1b',
  ]);
}

export function scriptFiles(): Files {
  return numbered('script', [
    'press power\nexpect "PIN>"\ntype 1234\npress ok\ntype 123456\npress ok\nexpect frame\nwait ""\nexpect off\n',
    'device one dsc-plus pin=8351 seed=s serial=1234\ndevice sheet security-code-card\nlookup 100 50\none: press power\n',
    'press power\nfault next-response wrong\nfault dead-segment 3 g1\nfault stuck-key ok\nfault none\nbattery 4\n',
    'hold ok 2s # long\nfault slow 300ms\nfault bouncing-key 5\nfault clock-drift -200\nadvance 2m\ncut-power\n',
    'device old dsc-plus-classic\npress power\nexpect frame\n| ---\n| xyz\nold: wait "Pn"\nexpect value A1B2\n',
  ]);
}

export function headlessFiles(): Files {
  return numbered('lines', [
    'press power\ntype 8351\npress ok\ntype 123456\npress ok\nadvance 30s\n',
    'hold power 600\nadvance 1\ncut-power\nframe\n# a comment\n\n',
    'device 2\nlookup 100 50\nlookup 007\ndevice 1\npress power\n',
    'press power\ntype 9999\npress ok\nadvance 3\ntype 8351\npress ok\n',
    'press power\nhold ok 2000\ntype 8351\npress ok\ntype 2749\npress ok\ntype 2749\npress ok\n',
  ]);
}
