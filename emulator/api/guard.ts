/**
 * Who may ask: only who names this server as its host, comes from no page but the server's own, and knows the token.
 *
 * Host and Origin are what keep a page in the browser of the same machine out, also one whose name was made to lead to
 * the loopback address (DNS rebinding). The token keeps other people of the machine out.
 */
import { TokentwinError } from '../../firmware/error.js';
import { sameSecret } from '../../firmware/secret-text.js';
import { hostNames } from '../../host/http/listening.js';

const BEARER = /^Bearer +([^ ]+) *$/i;

export class Guard {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #token: string;

  constructor(token: string, port: number) {
    this.#token = token;
    const hosts = hostNames('127.0.0.1', port);
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.map((host) => `http://${host}`));
  }

  /** @throws TokentwinError API_HOST, API_ORIGIN, API_TOKEN */
  check(headers: Headers, query: URLSearchParams): void {
    if (!this.#hosts.has(headers.get('host')?.toLowerCase() ?? ''))
      throw new TokentwinError('API_HOST', 'The server answers under its own loopback address only.');
    const origin = headers.get('origin');
    if (origin !== null && !this.#origins.has(origin.toLowerCase()))
      throw new TokentwinError('API_ORIGIN', 'The server answers no page but its own.');
    const given = this.#tokenOf(headers, query);
    if (given === null || !sameSecret(given, this.#token))
      throw new TokentwinError(
        'API_TOKEN',
        'Send the token that was printed at the start: `Authorization: Bearer TOKEN`, or `?token=TOKEN`.',
      );
  }

  #tokenOf(headers: Headers, query: URLSearchParams): string | null {
    const authorization = headers.get('authorization');
    if (authorization !== null) return BEARER.exec(authorization)?.[1] ?? null;
    const tokens = query.getAll('token');
    return tokens.length === 1 ? (tokens[0] as string) : null;
  }
}
