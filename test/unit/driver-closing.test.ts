/** A token that is closed at awkward moments, and a call whose line goes away between two of its commands. */
import { describe, expect, it } from 'vitest';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { openToken } from '../../host/driver/open-token.js';
import type { PortListener, PortOpener } from '../../host/driver/ports/byte-port.js';
import { isRetryable } from '../../host/driver/predicates.js';
import { ReaderConnection } from '../../host/driver/reader-connection.js';
import { InProcessPort, openDemo } from './driver-in-process.js';

const GET_DATA = Uint8Array.of(0x00, 0xca, 0x01, 0x01, 0x00);

function demoPort(): InProcessPort {
  return new InProcessPort({ dscPlus: DscPlus.demo(), codeCard: null });
}

/** Opens at once the first time; then it stops halfway, deaf to its signal, until it is let go. */
class SlowOpener implements PortOpener {
  readonly address = 'slow';
  readonly port = demoPort();
  readonly letGo: () => void;
  readonly isReopening: Promise<AbortSignal>;
  portsOpen = 0;
  readonly #gate: Promise<void>;
  #reopens: (signal: AbortSignal) => void = () => {};
  #isFirst = true;

  constructor() {
    let open = () => {};
    this.#gate = new Promise((resolve) => {
      open = resolve;
    });
    this.letGo = () => open();
    this.isReopening = new Promise((resolve) => {
      this.#reopens = resolve;
    });
  }

  async open(listener: PortListener, signal: AbortSignal) {
    if (!this.#isFirst) {
      this.#reopens(signal);
      await this.#gate;
    }
    this.#isFirst = false;
    const opened = await this.port.open({
      received: (bytes) => listener.received(bytes),
      lost: () => {
        this.portsOpen -= 1;
        listener.lost();
      },
    });
    this.portsOpen += 1;
    return {
      write: opened.write,
      close: async () => {
        this.portsOpen -= 1;
        await opened.close();
      },
    };
  }
}

describe('closing', () => {
  it('twice at once settles both, and frees the port', { timeout: 5000 }, async () => {
    const { token, port } = await openDemo();
    await token.verify('1234');
    await Promise.all([token.close(), token.close()]);
    const next = await openToken(port);
    expect(await next.pinStatus()).toMatchObject({ type: 'required' });
    await next.close();
  });

  it('takes the power off the card once, however often it is asked for', { timeout: 5000 }, async () => {
    const written: string[] = [];
    const { token } = await openDemo(
      {},
      {
        onTraffic: ({ direction, bytes }) => {
          if (direction === 'toReader') written.push(Buffer.from(bytes).toString('hex').slice(0, 6));
        },
      },
    );
    await Promise.all([token.close(), token.close(), token.close()]);
    expect(written.filter((start) => start === '030663')).toHaveLength(1);
  });

  it('while a lost port is being opened calls that off, and leaves no port open', async () => {
    const opener = new SlowOpener();
    const token = await openToken(opener);
    const back: string[] = [];
    token.on('lineBack', () => back.push('back'));
    opener.port.cut();
    const signal = await opener.isReopening;
    const closed = token.close();
    expect(signal.aborted).toBe(true);
    opener.letGo();
    await closed;
    expect(opener.portsOpen).toBe(0);
    await new Promise(setImmediate);
    expect(back).toEqual([]);
    await expect(token.info()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('a call whose line is lost between two of its commands', () => {
  async function opened() {
    const port = demoPort();
    const connection = new ReaderConnection(port, {});
    await connection.open({ timeoutMs: 5000 });
    const back = new Promise<void>((resolve) => connection.on('lineBack', resolve));
    return { port, connection, back };
  }

  it('ends as not carried out, and the first attempt to open the port succeeds', async () => {
    const { port, connection, back } = await opened();
    const call = connection.call({}, 5000, async () => {
      await connection.ready();
      port.cut();
      return connection.transmit(GET_DATA);
    });
    const error: unknown = await call.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'LINE_LOST', details: { outcomeUnknown: false } });
    expect(isRetryable(error)).toBe(true);
    await back;
    expect(port.opened).toBe(2);
    await connection.close();
  });

  it('does not go on upon the next line, where the card knows nothing of it', async () => {
    const { port, connection, back } = await opened();
    const call = connection.call({}, 5000, async () => {
      await connection.ready();
      port.cut();
      await back;
      return connection.transmit(GET_DATA);
    });
    await expect(call).rejects.toMatchObject({ code: 'LINE_LOST', details: { outcomeUnknown: false } });
    const next = connection.call({}, 5000, () => connection.transmit(GET_DATA));
    expect((await next).length).toBeGreaterThan(0);
    await connection.close();
  });
});
