/** `tokentwin host lookup`: card values of a code card on a port. */
import { parseIndex } from '../../../../firmware/code-card/lookup.js';
import type { CommandBody } from '../../command.js';
import { onPorts } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

export const lookup: CommandBody = {
  positionals: [{ name: 'index', describe: 'index numbers, as the login page shows them', arity: 'list' }],
  options: SEVERAL_PORTS_OPTIONS,
  examples: [['host lookup 100 50 --port unix:card.sock', 'the two codes, joined as they are typed']],
  async run(given) {
    const indices = given.list('index').map(parseIndex);
    return await onPorts(
      given,
      async ({ token, call, show }) => {
        const values = await token.lookUp(indices, call);
        show([values], { values, serialNumber: (await token.info(call)).serialNumber });
      },
      'security-code-card',
    );
  },
};
