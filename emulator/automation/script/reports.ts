/**
 * The outcome of scripts for other programs: TAP version 13, and JUnit's XML.
 */
import { escapeXml } from '../../drawing/display-svg.js';
import type { Check } from './run-script.js';

/** A script by the name of its file. */
export interface ScriptReport {
  readonly file: string;
  readonly checks: readonly Check[];
}

/** One test point for everything that was expected. */
export function tapOf(reports: readonly ScriptReport[]): string {
  const points = reports.flatMap(({ file, checks }) => checks.map((check) => ({ file, check })));
  const lines = points.flatMap(({ file, check: { line, name, failure } }, index) => {
    // A # would begin a directive.
    const title = `${index + 1} - ${file}:${line} ${name.replaceAll('#', '\\#')}`;
    if (failure === null) return [`ok ${title}`];
    return [`not ok ${title}`, ...failure.split('\n').map((text) => `# ${text}`)];
  });
  return `${['TAP version 13', `1..${points.length}`, ...lines].join('\n')}\n`;
}

function suite({ file, checks }: ScriptReport): string[] {
  const failures = checks.filter(({ failure }) => failure !== null).length;
  const cases = checks.map(({ line, name, failure }) => {
    const attributes = `name="${escapeXml(`line ${line}: ${name}`)}" classname="${escapeXml(file)}"`;
    if (failure === null) return `    <testcase ${attributes}/>`;
    return `    <testcase ${attributes}><failure message="${escapeXml(failure)}"/></testcase>`;
  });
  return [
    `  <testsuite name="${escapeXml(file)}" tests="${checks.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
  ];
}

export function junitOf(reports: readonly ScriptReport[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...reports.flatMap(suite),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}
