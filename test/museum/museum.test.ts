/**
 * The museum: token files of this and of earlier versions, each of which must still be read as its manifest says.
 * A folder once released is never written again.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { respondByKeys } from '../../emulator/automation/respond-by-keys.js';
import { readTokenFile } from '../../emulator/files/token-files.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { readDscPlus } from '../../firmware/token-file/read-token.js';
import { fromHexText } from '../hex-text.js';
import { CURRENT_FOLDER, museumFiles } from './exhibits.js';
import type { CodeCardAnswers, DscPlusAnswers, Exhibit, Manifest } from './manifest.js';

const MUSEUM = fileURLToPath(new URL('.', import.meta.url));
const FOLDERS = readdirSync(MUSEUM, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(MUSEUM, folder, 'manifest.json'), 'utf8')) as Manifest;
}

/** A copy of an exhibit as a token file, which is gone after the test. */
function copyOf(folder: string, { name }: Exhibit): { readonly file: string; readonly bytes: Uint8Array } {
  const [bytes] = fromHexText(readFileSync(join(MUSEUM, folder, `${name}.hex`), 'utf8'));
  if (bytes === undefined) throw new Error(`${name} is empty`);
  const place = mkdtempSync(join(tmpdir(), 'tokentwin-museum-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const file = join(place, 'exhibit.token');
  writeFileSync(file, bytes);
  return { file, bytes };
}

function open(file: string): DscPlus {
  const twin = DscPlus.open(file, { startMs: Date.UTC(2026, 0, 1) });
  onTestFinished(() => twin.close());
  return twin;
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('hex');
}

function stateOf({ triesLeft, locked, dead, counter, activations }: DscPlusAnswers) {
  return { triesLeft, locked, dead, counter, activations };
}

/** What the holder of a DSC+ sees and gets. */
function operate(file: string, answers: DscPlusAnswers): void {
  const twin = open(file);
  expect(twin.press('power').text).toBe(answers.display);
  const { counter, activations, ...status } = twin.status();
  expect({ ...status, counter: counter === null ? null : String(counter), activations }).toMatchObject({
    ...stateOf(answers),
    activations: answers.activations + 1,
  });
  twin.hold('power', { ms: twin.profile.times.powerOffMs });
  if (answers.login !== null) {
    const { pin, challenge, response } = answers.login;
    expect(respondByKeys(twin, pin, challenge)).toBe(response);
  }
  if (answers.unlock !== null) unlock(twin, answers.unlock);
}

/** One wrong answer costs a try, the right one leads to a new PIN. */
function unlock(twin: DscPlus, { question, answer, triesLeft }: NonNullable<DscPlusAnswers['unlock']>): void {
  twin.press('power');
  expect(twin.advance({ seconds: 2 }).text).toBe(question);
  twin.press('ok');
  twin.type(answer === '00000000' ? '00000001' : '00000000');
  expect(twin.press('ok').text).toBe(`FAIL ${triesLeft - 1}`);
  twin.advance({ seconds: 2 });
  twin.press('ok');
  twin.type(answer);
  twin.press('ok');
  for (let time = 0; time < 2; time += 1) {
    twin.type('6174');
    twin.press('ok');
  }
  expect(twin.frame.text).toBe('PIN SET');
  expect(twin.status()).toMatchObject({ locked: false, triesLeft: 5 });
}

function readAsDscPlus(folder: string, exhibit: Exhibit, answers: DscPlusAnswers): void {
  const { file, bytes } = copyOf(folder, exhibit);
  const { header, flash } = readTokenFile(file);
  expect([header.kind, header.profile.name]).toEqual(['dsc-plus', exhibit.profile]);
  const contents = readDscPlus(flash);
  expect({ ...contents, key: hex(contents.key) }).toMatchObject({
    serialNumber: answers.serialNumber,
    key: answers.key,
    pin: answers.pin,
    dead: answers.dead,
    activations: answers.activations,
    ...(answers.counter !== null && { counter: BigInt(answers.counter) }),
  });
  expect(Buffer.compare(readFileSync(file), bytes)).toBe(0);
  operate(file, answers);
}

function readAsCodeCard(folder: string, exhibit: Exhibit, answers: CodeCardAnswers): void {
  const { file } = copyOf(folder, exhibit);
  const card = SecurityCodeCard.open(file);
  expect(card.profile.name).toBe(exhibit.profile);
  expect(card.card).toMatchObject({ serialNumber: answers.serialNumber, checkValue: answers.checkValue });
  expect(card.expiresUnixSeconds).toBe(answers.expires);
  for (const [index, code] of Object.entries(answers.codes)) expect(card.values([Number(index)])).toBe(code);
}

describe('the museum', () => {
  it('has the folder of this version, byte for byte as its script makes it', () => {
    const folder = join(MUSEUM, CURRENT_FOLDER);
    const made = museumFiles();
    expect(readdirSync(folder).sort()).toEqual([...made.keys()].sort());
    for (const [file, text] of made)
      expect(readFileSync(join(folder, file), 'utf8') === text, file).toBe(true);
  });

  it.each(FOLDERS)('%s: has a file for each exhibit of its manifest and no other', (folder) => {
    const { exhibits } = manifestOf(folder);
    expect(exhibits.length).toBeGreaterThan(40);
    const names = exhibits.map(({ name }) => `${name}.hex`);
    expect(readdirSync(join(MUSEUM, folder)).sort()).toEqual([...names, 'manifest.json'].sort());
  });

  const all = FOLDERS.flatMap((folder) =>
    manifestOf(folder).exhibits.map((exhibit) => [folder, exhibit.name, exhibit] as const),
  );
  it.each(all)('%s: %s is read as it should be', (folder, _, exhibit) => {
    const { answers } = exhibit;
    if (answers.kind === 'dsc-plus') readAsDscPlus(folder, exhibit, answers);
    else readAsCodeCard(folder, exhibit, answers);
  });

  it('would notice a file that answers something else', () => {
    const [exhibit] = manifestOf(CURRENT_FOLDER).exhibits;
    if (exhibit?.answers.kind !== 'dsc-plus') throw new Error('the first exhibit is a DSC+');
    const other = { ...exhibit.answers, triesLeft: 4 };
    expect(() => readAsDscPlus(CURRENT_FOLDER, exhibit, other)).toThrow();
  });
});
