/**
 * The RADIUS front end: UDP, loopback by default, one shared secret.
 */
import { createSocket } from 'node:dgram';
import { TokentwinError } from '../../../firmware/error.js';
import { RadiusResponder, type ResponderOptions } from './responder.js';

export interface RadiusOptions extends ResponderOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly host?: string;
  readonly onFailure: (error: unknown) => void;
}

export interface RunningRadius {
  readonly port: number;
  stop(): Promise<void>;
}

/** @throws TokentwinError API_LISTEN, ARGUMENT for a short secret */
export async function startRadius(options: RadiusOptions): Promise<RunningRadius> {
  const { port, host = '127.0.0.1', secret, onFailure } = options;
  if (secret.length < 8)
    throw new TokentwinError('ARGUMENT', 'The shared secret of RADIUS has eight characters or more.');
  const responder = new RadiusResponder(options);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (bytes, from) => {
    responder.answer(bytes, from).then((answer) => {
      if (answer !== null) socket.send(answer, from.port, from.address);
    }, onFailure);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(new TokentwinError('API_LISTEN', `RADIUS cannot listen on ${host}, port ${port}: ${code}.`)),
    );
    socket.bind({ port, address: host }, resolve);
  });
  socket.on('error', onFailure);
  return {
    port: socket.address().port,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
