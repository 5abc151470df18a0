/** `tokentwin host display`: what stands on the display of a test device. */
import type { BenchDisplay } from '../../../../host/driver/bench.js';
import type { CommandBody } from '../../command.js';
import { onPorts, type PortSession } from './on-ports.js';
import { SEVERAL_PORTS_OPTIONS } from './port-options.js';

/** A frame as `tokentwin emulate --headless` writes it. */
export function showDisplay({ show }: PortSession, { frame, atMs, text, cells }: BenchDisplay): void {
  show([`#${frame} ${text}`], { frame, atMs, text, cells });
}

export const display: CommandBody = {
  positionals: [],
  options: SEVERAL_PORTS_OPTIONS,
  examples: [['host display --port unix:card.sock', 'the number of the frame and its text']],
  async run(given) {
    return await onPorts(given, async (session) => {
      showDisplay(session, await session.token.bench.display(session.call));
    });
  },
};
