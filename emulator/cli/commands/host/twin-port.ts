/**
 * A port that leads to a twin in this process, for the driver that works with it as with any device.
 */
import type { PortListener, PortOpener } from '../../../../host/driver/ports/byte-port.js';
import { TokenReader } from '../../../reader/token-reader.js';
import type { DscPlus } from '../../../twin/dsc-plus.js';

/** The twin in a reader with a PIN pad and with the bench application. */
export function twinPort(twin: DscPlus): PortOpener {
  return {
    address: 'the twin',
    async open(listener) {
      const reader = new TokenReader(
        { dscPlus: twin, codeCard: null },
        {
          now: () => performance.now(),
          // What a port brings never comes while something is being written to it.
          output: (bytes) => queueMicrotask(() => deliver(bytes)),
        },
      );
      let open: PortListener | null = listener;
      let timer: NodeJS.Timeout | null = null;
      const deliver = (bytes: Uint8Array) => open?.received(bytes);
      const setTimer = () => {
        if (timer !== null) clearTimeout(timer);
        const { deadline } = reader;
        timer = deadline === null ? null : setTimeout(pass, Math.max(0, deadline - performance.now()));
      };
      const pass = () => {
        reader.timePassed();
        setTimer();
      };
      return {
        write(bytes) {
          if (open === null) return;
          reader.receive(bytes);
          setTimer();
        },
        async close() {
          if (open === null) return;
          open = null;
          if (timer !== null) clearTimeout(timer);
          reader.hostLeft();
        },
      };
    },
  };
}
