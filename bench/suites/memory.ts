/** Suite: what a prepared core or engine holds in memory, without the kernels, which a process has once. */
import { builtUrl } from '../built.js';
import type { Finding } from '../finding.js';
import { runNode } from '../programs/run-node.js';
import type { OtherSuite } from '../suite.js';

const OBJECTS = 2000;

const SCRIPT = `
  const { Ocra, OcraEngine } = await import(${JSON.stringify(builtUrl('firmware/oath/index.js'))});
  const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
  const key = Buffer.from('12345678901234567890');
  const questions = Array.from({ length: 1024 }, (_, index) => String(index));
  const held = () => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const each = (make) => {
    make();
    const objects = new Array(${OBJECTS}).fill(null);
    const before = held();
    for (let index = 0; index < objects.length; index += 1) objects[index] = make();
    const bytes = (held() - before) / objects.length;
    if (objects.length === 0) throw new Error('nothing was held');
    return Math.round(bytes);
  };
  const core = each(() => {
    const prepared = new Ocra(suite, key);
    prepared.respond({ question: '1' });
    return prepared;
  });
  new OcraEngine(suite, key).respondAll(questions);
  const engine = each(() => {
    const prepared = new OcraEngine(suite, key);
    prepared.respondAll(questions.slice(0, 8));
    return prepared;
  });
  console.log(JSON.stringify({ core, engine }));
`;

async function* findings(): AsyncGenerator<Finding> {
  const { output } = runNode(['--expose-gc', '--input-type=module', '--eval', SCRIPT]);
  const { core, engine } = JSON.parse(output) as Record<'core' | 'engine', number>;
  yield { type: 'memory', name: 'memory/a prepared Ocra, SHA-1', bytesEach: core, atMost: null };
  yield { type: 'memory', name: 'memory/a prepared OcraEngine, SHA-1', bytesEach: engine, atMost: null };
}

export const MEMORY: OtherSuite = {
  type: 'other',
  name: 'memory',
  title: 'memory of what is prepared',
  quick: false,
  findings,
};
