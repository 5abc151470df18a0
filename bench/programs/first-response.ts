/**
 * How long a program that uses the library waits for its first response: no code of it has run before.
 */
import { builtUrl, TWIN_MODULE } from '../built.js';
import { runNode } from './run-node.js';

const SCRIPT = `
  const { DscPlus } = await import(${JSON.stringify(builtUrl(TWIN_MODULE))});
  const before = performance.now();
  const card = DscPlus.demo();
  card.press('power');
  card.type('1234');
  card.press('ok');
  card.type('123456');
  const { text } = card.press('ok');
  const milliseconds = performance.now() - before;
  if (text !== '98276595') throw new Error('the demo card does not give the known answer');
  console.log(milliseconds);
`;

/** @returns wall milliseconds from `DscPlus.demo()` to the response, in a new process with the library loaded */
export function firstResponseMs(): number {
  return Number(runNode(['--input-type=module', '--eval', SCRIPT]).output);
}
