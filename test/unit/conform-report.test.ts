/** The cases as a list, and the report of a run in its three forms. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASE_GROUPS, groupOf } from '../../host/rig/conform/case.js';
import { casesLike } from '../../host/rig/conform/cases/all-cases.js';
import { junitXml } from '../../host/rig/conform/junit.js';
import { type CaseResult, type ConformReport, reportText } from '../../host/rig/conform/report.js';
import { CASES, runOn } from './conform-run.js';
import { TwinWire } from './twin-wire.js';

describe('the cases', () => {
  it('have identifiers of their own, in one of the groups', () => {
    const ids = CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(CASES.map(groupOf))]).toEqual([...CASE_GROUPS]);
    expect(ids.filter((id) => !/^[a-z0-9]+(\.[A-Za-z0-9-]+)+$/.test(id))).toEqual([]);
  });

  it('cover every length of an I-block and of a chain', () => {
    const ids = new Set(CASES.map(({ id }) => id));
    for (let bytes = 0; bytes <= 254; bytes += 1) expect(ids).toContain(`t1.length.${bytes}`);
    for (let bytes = 1; bytes <= 254; bytes += 1) expect(ids).toContain(`t1.chaining.${bytes}`);
  });

  it('say in a sentence what they require, and where it is written', () => {
    expect(CASES.filter(({ requirement }) => !/^[A-Z].+\.$/.test(requirement))).toEqual([]);
    expect(CASES.filter(({ source }) => source.length < 8)).toEqual([]);
  });

  it('are chosen by patterns in which dots are dots', () => {
    const idsLike = (pattern: string) => casesLike(CASES, pattern).map(({ id }) => id);
    expect(idsLike('t1.chaining.254')).toEqual(['t1.chaining.254']);
    expect(idsLike('t1xchaining.254')).toEqual([]);
    expect(idsLike('frame.nak.*, card.select')).toEqual(['frame.nak.host', 'card.select']);
    expect(idsLike('*')).toHaveLength(CASES.length);
  });
});

/** Takes XML apart as far as our reports use it: elements and attributes. Throws when it is not well-formed. */
function parseXml(xml: string) {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const open: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  while (rest !== '') {
    const tag = /^<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>\s*/.exec(rest);
    if (tag === null) throw new Error(`no tag at ${rest.slice(0, 60)}`);
    const [whole, closing, name = '', attributes = '', single] = tag;
    rest = rest.slice(whole.length);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value = '']) => {
      if (/&(?!(amp|lt|gt|quot|apos);)/.test(value)) throw new Error('an unknown entity');
      return [key, value.replace(/&([a-z]+);/g, (_, entity: string) => entities[entity] as string)];
    });
    elements.push({ name, attributes: Object.fromEntries(pairs) });
    if (single !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return elements;
}

function reportWith(...results: readonly Partial<CaseResult>[]): ConformReport {
  const device = {
    ...{ address: 'unix:card.sock', application: 'dsc-plus', hasBench: false, serialNumber: '10000001' },
    ...{ firmwareVersion: '1.0', profile: 'dsc-plus', suite: null, atr: '3b' },
  };
  const head = { id: 't1.abort', group: 't1', requirement: 'It works.', source: 'a standard', durationMs: 7 };
  return {
    formatVersion: 1,
    device,
    durationMs: 1500,
    results: results.map((result) => ({ ...head, verdict: 'passed', ...result }) as CaseResult),
  };
}

describe('the report as JUnit XML', () => {
  it('counts each verdict, in all and for each group', () => {
    const xml = junitXml(
      reportWith(
        {},
        { id: 't1.silence', verdict: 'failed', expected: 'silence', got: 'noise' },
        { id: 'card.pin.once', group: 'card', verdict: 'notTried', reason: 'it takes the PIN' },
      ),
    );
    const elements = parseXml(xml);
    const counts = elements
      .filter(({ name }) => name.startsWith('testsuite'))
      .map(({ attributes: { name, tests, failures, skipped, time } }) =>
        [name, tests, failures, skipped, time].join(' '),
      );
    expect(counts).toEqual(['tokentwin conform 3 1 1 1.500', 't1 2 1 0 0.014', 'card 1 0 1 0.007']);
    const failure = elements.find(({ name }) => name === 'failure')?.attributes.message;
    expect(failure).toBe('It works. Expected silence, got noise. (a standard)');
  });

  it('is well-formed whatever a device tells, and nothing that XML can say is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (reason) => {
        const elements = parseXml(junitXml(reportWith({ verdict: 'notTried', reason })));
        const told = elements.find(({ name }) => name === 'skipped')?.attributes.message;
        // XML 1.0 has no other control characters, and an attribute has spaces only.
        const sayable = reason.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '?').replace(/\s/g, ' ');
        expect(told).toBe(sayable);
      }),
    );
  });

  it('has one test case for each case of a run', async () => {
    const report = await runOn(new TwinWire({ plantedFault: 'tries-off-by-one' }));
    const elements = parseXml(junitXml(report));
    expect(
      elements.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes.name),
    ).toEqual(CASES.map(({ id }) => id));
    expect(elements.filter(({ name }) => name === 'failure')).toHaveLength(3);
  });
});

describe('the report as text', () => {
  it('shows what failed and, by reason, what was not tried', () => {
    const text = reportText(
      reportWith(
        {},
        { id: 't1.silence', verdict: 'failed', expected: 'silence', got: 'noise' },
        { id: 'card.pin.once', group: 'card', verdict: 'notTried', reason: 'it takes the PIN' },
        { id: 'card.pin.reset', group: 'card', verdict: 'notTried', reason: 'it takes the PIN' },
      ),
    );
    expect(text.split('\n').slice(3)).toEqual([
      't1: 1 passed, 1 failed, 0 not tried',
      '  FAILED     t1.silence: It works.',
      '             expected: silence',
      '             got:      noise',
      '             source:   a standard',
      'card: 0 passed, 0 failed, 2 not tried',
      '  not tried  card.pin.once, card.pin.reset: it takes the PIN',
      'in all: 1 passed, 1 failed, 2 not tried in 1.5 s',
    ]);
  });
});
