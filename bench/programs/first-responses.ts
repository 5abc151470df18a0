/**
 * What the first N responses of a process cost, preparation and compilation included: the question whether the
 * engine pays, which no loop that runs warm can answer.
 */
import { builtUrl } from '../built.js';
import { runNode } from './run-node.js';

/** Who answers: a class of the library, and how it is asked. */
export type FirstWay = 'core' | 'engine-one' | 'engine-batch-text';

export interface FirstTask {
  readonly suite: string;
  readonly keyHex: string;
  readonly pinHashHex: string | null;
  /** Number of time steps since the Unix epoch, decimal. */
  readonly timestamp: string | null;
}

const OATH = 'firmware/oath/index.js';

function script(task: FirstTask, way: FirstWay, count: number): string {
  return `
    const { Ocra, OcraEngine } = await import(${JSON.stringify(builtUrl(OATH))});
    const task = ${JSON.stringify(task)};
    const key = Buffer.from(task.keyHex, 'hex');
    const fixed = {
      ...(task.pinHashHex === null ? {} : { pinHash: Buffer.from(task.pinHashHex, 'hex') }),
      ...(task.timestamp === null ? {} : { timestamp: task.timestamp }),
    };
    const questions = Array.from({ length: ${count} }, (_, index) => String((index * 61803399) % 1e8).padStart(8, '0'));
    const before = process.cpuUsage();
    const prepared = new (${way === 'core' ? 'Ocra' : 'OcraEngine'})(task.suite, key);
    const responses = ${
      way === 'engine-batch-text'
        ? 'prepared.respondAll(questions, fixed)'
        : 'questions.map((question) => prepared.respond({ ...fixed, question }))'
    };
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ milliseconds: (user + system) / 1000, last: responses.at(-1) }));
  `;
}

/** @returns process CPU time in a new process with the library loaded, and the last response */
export function firstResponses(
  task: FirstTask,
  way: FirstWay,
  count: number,
): { readonly milliseconds: number; readonly last: string } {
  return JSON.parse(runNode(['--input-type=module', '--eval', script(task, way, count)]).output);
}
