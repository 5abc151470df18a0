/**
 * The table of the DSC+'s states, and that the one in the documents is the one of the code.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { DSC_PLUS_PROFILES } from '../../firmware/dsc-plus/profiles.js';
import { formatTransitionTable, transitionTable } from './transition-table.js';

const FILE = new URL('../../firmware/dsc-plus/STATES.md', import.meta.url);
const REMAKE = 'UPDATE_STATES=1 npx vitest run test/readme/transition-table.test.ts';

function profileNamed(name: string): DscPlusProfile {
  const found = DSC_PLUS_PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

function document(): string {
  return `# The states of a DSC+

Profile \`dsc-plus\`. This table was made by running the state machine (\`state-machine.ts\`) through every key and
time-out in each of its states; an event that is not listed changes nothing. "2 of 4" are the digits typed so
far; where the card's memory decides, each answer has its row. Remake it with

    ${REMAKE}

${formatTransitionTable(transitionTable(profileNamed('dsc-plus')))}`;
}

describe('the transition table', () => {
  it(`in STATES.md is current (remake: ${REMAKE})`, () => {
    if (process.env.UPDATE_STATES === '1') writeFileSync(FILE, document());
    expect(readFileSync(FILE, 'utf8')).toBe(document());
  });

  it('has the steps of a login', () => {
    const rows = transitionTable(profileNamed('dsc-plus'));
    const login = [
      { state: 'off', event: 'power', next: 'enterPin, 0 of 4', display: 'PIN>' },
      { state: 'enterPin, 0 of 4', event: 'digit', next: 'enterPin, 1 of 4', display: '5___' },
      {
        state: 'enterPin, 4 of 4',
        event: 'OK, PIN right',
        next: 'enterChallenge, 0 of 6',
        display: 'CHALLNG>',
      },
      { state: 'enterPin, 4 of 4', event: 'OK, PIN wrong', next: 'notice pinError', display: 'PIN ERR1' },
      { state: 'enterChallenge, 6 of 6', event: 'OK', next: 'showResponse', display: '98276595' },
      { state: 'showResponse', event: 'after 30 s', next: 'off', display: '(off)' },
      { state: 'enterPin, 0 of 4', event: 'OK held 2 s', next: 'enterOldPin, 0 of 4', display: 'OLD PIN>' },
      { state: 'enterChallenge, 3 of 6', event: 'power held 2 s', next: 'off', display: '(off)' },
      { state: 'off', event: 'power held 5 s', next: 'selfTest text', display: 'SELFTST' },
    ];
    for (const row of login) expect(rows).toContainEqual(row);
  });

  it('has no row for what changes nothing, and no row twice', () => {
    for (const profile of DSC_PLUS_PROFILES) {
      const rows = transitionTable(profile);
      expect(rows.some(({ state, event }) => state === 'enterPin, 2 of 4' && event === 'OK')).toBe(false);
      expect(rows.some(({ state, event }) => state === 'enterPin, 4 of 4' && event === 'digit')).toBe(false);
      const keys = rows.map(({ state, event }) => `${state} / ${event}`);
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });

  it('shows only what the display of the profile can show', () => {
    for (const profile of DSC_PLUS_PROFILES) {
      for (const { display } of transitionTable(profile)) {
        if (display.startsWith('(')) continue;
        expect(display.replaceAll('.', '').length).toBeLessThanOrEqual(profile.display.cells);
      }
    }
  });

  it('of a soft card knows no lock, and of generation A both groups', () => {
    const rows = transitionTable(profileNamed('dsc-plus-classic'));
    expect(rows.some(({ next }) => /ock|New|Old|dead/.test(next))).toBe(false);
    expect(rows).toContainEqual({
      state: 'showResponse, group 1',
      event: 'OK',
      next: 'showResponse, group 2',
      display: '595',
    });
  });

  it('is a Markdown table of four columns', () => {
    const lines = formatTransitionTable(transitionTable(profileNamed('dsc-plus')))
      .trimEnd()
      .split('\n');
    const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells[0]).toEqual(['', 'state', 'event', 'next state', 'display', '']);
    expect(cells.every(({ length }) => length === 6)).toBe(true);
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });
});
