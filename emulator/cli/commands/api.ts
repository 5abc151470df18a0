/** `tokentwin api`: the HTTP API alone, without a device at first, until a signal. */

import { addressWithToken, openApi, portOf, SHOW_SECRETS_OPTION } from '../api-choice.js';
import type { Arguments, CommandBody } from '../command.js';
import { JSON_OPTION } from '../command.js';
import { onEndingSignal } from '../ending-signals.js';
import { printLine } from '../standard-output.js';

async function serve(given: Arguments): Promise<number> {
  const port = portOf(given.text('port') ?? '0', '--port');
  let fail: (error: unknown) => void = () => undefined;
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const stopListening = onEndingSignal(end);
  try {
    const api = await openApi({
      port,
      showSecrets: given.flag('show-secrets'),
      devices: [],
      onFailure: fail,
    });
    try {
      const address = addressWithToken(api);
      printLine(given.flag('json') ? JSON.stringify({ api: address }) : `api ${address}`);
      await over;
    } finally {
      await api.stop();
    }
  } finally {
    stopListening();
  }
  return 0;
}

export const api: CommandBody = {
  positionals: [],
  options: {
    port: { type: 'string', describe: 'the port on 127.0.0.1; 0 (default) takes a free one' },
    'show-secrets': SHOW_SECRETS_OPTION,
    json: JSON_OPTION,
  },
  examples: [['api --port 8080', 'prints the address with the token, and serves until a signal']],
  run: serve,
};
