/** `tokentwin lookup`: card values for index numbers. */
import { parseIndex } from '../../../firmware/code-card/lookup.js';
import { openCodeCard } from '../code-card-choice.js';
import { type Command, JSON_OPTION } from '../command.js';
import { printLine } from '../standard-output.js';

export const lookup: Command = {
  name: 'lookup',
  describe: 'look up card values on a Security Code Card',
  positionals: [
    { name: 'file', describe: 'a token file, or demo for the demo card', arity: 'required' },
    { name: 'index', describe: 'index numbers, 1 to 224', arity: 'list' },
  ],
  options: { json: JSON_OPTION },
  examples: [['lookup demo 100 50', 'the two codes joined, as a login page wants them']],
  run(given) {
    const indices = given.list('index').map(parseIndex);
    const twin = openCodeCard(given.text('file') as string);
    const values = twin.values(indices);
    printLine(given.flag('json') ? JSON.stringify({ values, codes: twin.lookUp(indices) }) : values);
    return 0;
  },
};
