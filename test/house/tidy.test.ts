/** The house style of the design, section 8, as far as a program can see it. */
import { describe, expect, it } from 'vitest';
import { projectFiles, read, sourceFiles } from './source-files.js';

const MAXIMUM_LINES = 300;

const TOP_LEVEL = [
  ...[
    'firmware',
    'host',
    'emulator',
    'vectors',
    'bench',
    'test',
    'package.json',
    'tsconfig.json',
    'README.md',
  ],
  ...[
    'package-lock.json',
    'LICENSE',
    'CONTRIBUTING.md',
    'biome.json',
    'tsconfig.build.json',
    'vitest.config.ts',
  ],
];

/** Lines of the sources that match, as `file:line`. */
function findings(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const files = projectFiles();
const sources = sourceFiles();
const tests = sources.filter((file) => file.startsWith('test/'));
const itself = 'test/house/tidy.test.ts';

describe('the tree', () => {
  it('has nothing on its top level but what belongs there', () => {
    const top = new Set(files.map((file) => file.split('/')[0] as string));
    expect([...top].filter((name) => !name.startsWith('.') && !TOP_LEVEL.includes(name))).toEqual([]);
  });

  it('has no drawer for odds and ends', () => {
    expect(files.filter((file) => /(^|[/-])(utils?|helpers?|common|misc)([./-]|$)/i.test(file))).toEqual([]);
  });

  it('has no lock file entry that names a registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});

describe('the sources', () => {
  it(`have files of at most ${MAXIMUM_LINES} lines`, () => {
    const long = sources.map((file) => [file, read(file).split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > MAXIMUM_LINES)).toEqual([]);
  });

  it('open with what the module is for', () => {
    const product = sources.filter((file) => !file.startsWith('test/'));
    const mute = product.filter(
      (file) => !/^(#!.*\n)?\/\*\*/.test(read(file)) && !file.endsWith('.config.ts'),
    );
    expect(mute).toEqual([]);
  });

  it('leave nothing for later and silence nothing', () => {
    const pattern = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable/;
    expect(
      findings(
        sources.filter((file) => file !== itself),
        pattern,
      ),
    ).toEqual([]);
  });

  it('name no path of a machine', () => {
    const text = files.filter(
      (file) => /\.(ts|mjs|json|md|yml|sh)$/.test(file) && file !== 'package-lock.json',
    );
    expect(findings(text, /\/(wor[k]|roo[t]|hom[e]\/[a-z])\//)).toEqual([]);
  });

  it('keep the firmware pure', () => {
    const firmware = sources.filter((file) => file.startsWith('firmware/'));
    const pattern =
      /\bDate\b|Math\.random|\bperformance\b|setTimeout|setInterval|\bconsole\b|\bprocess\.|\bBuffer\b|node:/;
    expect(findings(firmware, pattern).filter((line) => !/: (\*|\/\*\*|\/\/)/.test(line))).toEqual([]);
  });

  it('take randomness in a twin from its seed', () => {
    const twin = sources.filter((file) => /^emulator\/(board|twin)\//.test(file));
    expect(findings(twin, /Math\.random|randomBytes|getRandomValues/)).toEqual([]);
  });
});

describe('the tests', () => {
  it('skip nothing and favour nothing', () => {
    const pattern = /\b(it|test|describe)\.(skip|only|todo|skipIf|runIf)\b/;
    expect(
      findings(
        tests.filter((file) => file !== itself),
        pattern,
      ),
    ).toEqual([]);
  });

  it('never wait for the clock on the wall', () => {
    const waiting = tests.filter((file) => file !== itself && !file.startsWith('test/clients/'));
    expect(findings(waiting, /setTimeout\(|timers\/promises|Atomics\.wait|\bsleep\b\s*\(/)).toEqual([]);
  });
});
