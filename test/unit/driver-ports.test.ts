/** How ports are named and opened, and what is said about one that cannot be. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServedReader } from '../../emulator/reader/served-reader.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { openToken } from '../../host/driver/open-token.js';
import { portOpener } from '../../host/driver/ports/port-address.js';
import { isNotAToken } from '../../host/driver/predicates.js';
import { openDemo } from './driver-in-process.js';

const SETTINGS = { baudRate: 115_200, stopBits: 2 } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokentwin-driver-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => 'opened',
    (error: { code?: unknown }) => error.code,
  );
}

/** A server that is no token; each connection is handed on. */
async function serving(connected: (socket: Socket) => void): Promise<{ address: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  server.listen(join(folder, 'server.sock'));
  await once(server, 'listening');
  return {
    address: `unix:${join(folder, 'server.sock')}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('the name of a port', () => {
  it.each([
    '',
    'unix:',
    'tcp://',
    'tcp://host',
    'tcp://host:0',
    'tcp://host:70000',
    'tcp://:1',
    'http://host:80',
  ])('%j is malformed', (address) => {
    expect(() => portOpener(address, SETTINGS)).toThrow(expect.objectContaining({ code: 'PORT_ADDRESS' }));
  });

  it.each([
    'tcp://127.0.0.1:4000',
    'tcp://[::1]:4000',
    'tcp://bench-7:4000',
    'unix:/x',
    '/dev/ttyUSB0',
    'COM3',
  ])('%j is kept as it is', (address) => {
    expect(portOpener(address, SETTINGS).address).toBe(address);
  });
});

describe('a host and a port without tcp://', () => {
  it.each(['127.0.0.1:4100', 'localhost:4100', '[::1]:4100'])('%s is told how to write it', (address) => {
    expect(() => portOpener(address, SETTINGS)).toThrow(
      expect.objectContaining({
        code: 'PORT_ADDRESS',
        message: expect.stringContaining(`write tcp://${address} `),
      }),
    );
    expect(portOpener(`tcp://${address}`, SETTINGS).address).toBe(`tcp://${address}`);
  });

  it.each(['./card:1', '/dev/serial/by-path/pci-0000:00:14', 'C:\\twin:1'])('%s is a path', (address) => {
    expect(portOpener(address, SETTINGS).address).toBe(address);
  });
});

describe('a port that cannot be opened', () => {
  it.each([
    ['a path that is not there', () => join(folder, 'ttyX'), 'PORT_NOT_FOUND'],
    ['a socket that is not there', () => `unix:${join(folder, 'x.sock')}`, 'PORT_NOT_FOUND'],
    ['a TCP port that nobody listens on', () => 'tcp://127.0.0.1:1', 'PORT_NOT_FOUND'],
    [
      'a file',
      () => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file');
      },
      'PORT_OPEN',
    ],
    ['a device that is no serial port', () => '/dev/null', 'PORT_OPEN'],
  ])('%s is told as such', async (_, address, code) => {
    expect(await codeOf(openToken(address()))).toBe(code);
  });

  it('a link that its twin has left behind is told as that', async () => {
    const path = join(folder, 'card');
    symlinkSync(join(folder, 'pts'), path);
    await expect(openToken(path)).rejects.toMatchObject({
      code: 'PORT_NOT_FOUND',
      message: expect.stringContaining('its twin has ended'),
    });
  });

  it('leaves a time-out or a signal to the caller', async () => {
    const server = await serving(() => {});
    const caller = new AbortController();
    const opening = codeOf(openToken(server.address, { signal: caller.signal }));
    caller.abort();
    expect(await opening).toBe('ABORTED');
    expect(await codeOf(openToken(server.address, { timeoutMs: 30 }))).toBe('TIMED_OUT');
    server.close();
  });
});

describe('an opening that was called off before it began', () => {
  const listener = { received: () => {}, lost: () => {} };

  it('opens no port', async () => {
    const { token, port } = await openDemo();
    await token.close();
    expect(await codeOf(openToken(port, { signal: AbortSignal.abort() }))).toBe('ABORTED');
    expect(port.opened).toBe(1);
  });

  it('makes no connection to a socket', async () => {
    let connections = 0;
    let connected = () => {};
    const isConnected = new Promise<void>((resolve) => {
      connected = resolve;
    });
    const server = await serving(() => {
      connections += 1;
      connected();
    });
    const opener = portOpener(server.address, SETTINGS);
    expect(await codeOf(opener.open(listener, AbortSignal.abort()))).toBe('PORT_OPEN');
    const port = await opener.open(listener, new AbortController().signal);
    // Connections are taken in their order.
    await isConnected;
    expect(connections).toBe(1);
    await port.close();
    server.close();
  });

  it('does not touch a serial port', async () => {
    const opening = portOpener('/dev/null', SETTINGS).open(listener, AbortSignal.abort());
    await expect(opening).rejects.toMatchObject({
      code: 'PORT_OPEN',
      message: '/dev/null was not opened: that was called off, or took too long.',
    });
  });
});

describe('what is no token', () => {
  it('talks of something else', async () => {
    const server = await serving((socket) => {
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const error = await openToken(server.address).catch((reason: unknown) => reason);
    expect(isNotAToken(error)).toBe(true);
    expect((error as Error).message).toContain('not as a smart-card reader');
    server.close();
  });

  it('that closes at once is told as taken, as a twin does it that has a host', async () => {
    const server = await serving((socket) => socket.destroy());
    expect(await codeOf(openToken(server.address))).toBe('PORT_TAKEN');
    server.close();
  });
});

describe.each(['unix socket', 'TCP'])('a twin on a %s', (kind) => {
  it('is opened by its address, by one host at a time, and closed', async () => {
    const served = await ServedReader.open(
      kind === 'TCP'
        ? { kind: 'tcp', host: '127.0.0.1', port: 0 }
        : { kind: 'unixSocket', path: join(folder, 'twin.sock') },
      { dscPlus: DscPlus.demo(), codeCard: null },
      {
        onNotice: () => {},
        onFailure: (error) => {
          throw error;
        },
      },
    );
    const token = await openToken(served.address);
    expect(await token.respond('123456', { pin: '1234' })).toBe('98276595');
    expect(await codeOf(openToken(served.address))).toBe('PORT_TAKEN');
    const lost = new Promise<void>((resolve) => token.on('lineLost', resolve));
    await served.close();
    await lost;
    await token.close();
  });
});
