/**
 * The report of a conformance run as JUnit XML, for the test pages of a build server.
 */
import { CASE_GROUPS } from './case.js';
import { type CaseResult, type ConformReport, countVerdicts } from './report.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as the value of an XML 1.0 attribute; characters that XML does not have become `?`. */
function attributeText(text: string): string {
  const known = text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '?');
  return known.replace(/[&<>"']/g, (character) => ENTITIES[character] as string).replace(/\s/g, ' ');
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  inside: readonly string[],
): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`);
  const start = `<${name}${all.join('')}`;
  return inside.length === 0 ? `${start}/>` : `${start}>\n${inside.join('\n')}\n</${name}>`;
}

function verdictElements(result: CaseResult): string[] {
  switch (result.verdict) {
    case 'passed':
      return [];
    case 'failed': {
      const message = `${result.requirement} Expected ${result.expected}, got ${result.got}. (${result.source})`;
      return [element('failure', { type: 'mismatch', message }, [])];
    }
    case 'notTried':
      return [element('skipped', { message: result.reason }, [])];
  }
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function numbers(results: readonly CaseResult[], durationMs: number): Record<string, string> {
  const { failed, notTried } = countVerdicts(results);
  return {
    tests: String(results.length),
    failures: String(failed),
    errors: '0',
    skipped: String(notTried),
    time: seconds(durationMs),
  };
}

/** One suite for each group of cases. */
export function junitXml({ device, durationMs, results }: ConformReport): string {
  const suites = CASE_GROUPS.flatMap((group) => {
    const own = results.filter((result) => result.group === group);
    if (own.length === 0) return [];
    const sumMs = own.reduce((sum, result) => sum + result.durationMs, 0);
    const cases = own.map((result) =>
      element(
        'testcase',
        { classname: `conform.${group}`, name: result.id, time: seconds(result.durationMs) },
        verdictElements(result),
      ),
    );
    return [element('testsuite', { name: group, hostname: device.address, ...numbers(own, sumMs) }, cases)];
  });
  const root = element('testsuites', { name: 'tokentwin conform', ...numbers(results, durationMs) }, suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}
