/**
 * What the operations of the API stand on: the system, the desk's token, the clock, and counts for the metrics.
 */
import { Counter, Histogram, Registry } from 'prom-client';
import { TokentwinError } from '../../../firmware/error.js';
import { sameSecret } from '../../../firmware/secret-text.js';
import type { SecureLoginSystem } from '../system.js';
import type { Access } from './operation.js';

export interface ClockControl {
  readonly mode: 'real' | 'manual';
  /** Turns a manual clock. */
  advance(ms: number): void;
}

export interface ServiceOptions {
  readonly system: SecureLoginSystem;
  readonly clock: ClockControl;
  /** Who has it is the desk: 32 characters or more. */
  readonly deskToken: string;
  /** Requests a minute from one address; 0: as many as come. */
  readonly requestsPerMinute: number;
  readonly version: string;
  /** Is told what goes wrong within the server. */
  readonly onFailure: (error: unknown) => void;
}

export class SlsService {
  readonly system: SecureLoginSystem;
  readonly clock: ClockControl;
  readonly metrics = new Registry();
  readonly requests: Counter<'operation' | 'status'>;
  readonly seconds: Histogram<'operation'>;
  readonly answers: Counter<'purpose' | 'outcome'>;
  isClosed = false;

  constructor(readonly options: ServiceOptions) {
    this.system = options.system;
    this.clock = options.clock;
    const registers = [this.metrics];
    this.requests = new Counter({
      ...{ name: 'tokentwin_sls_requests_total', help: 'Requests answered.', registers },
      labelNames: ['operation', 'status'],
    });
    this.seconds = new Histogram({
      ...{ name: 'tokentwin_sls_request_seconds', help: 'How long requests took.', registers },
      labelNames: ['operation'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
    });
    this.answers = new Counter({
      ...{ name: 'tokentwin_sls_answers_total', help: 'Answers to second factors.', registers },
      labelNames: ['purpose', 'outcome'],
    });
  }

  /** @throws TokentwinError SLS_SESSION, SLS_DESK_TOKEN, API_CLOSED */
  checkAccess(access: Access, token: string | null): void {
    if (this.isClosed) throw new TokentwinError('API_CLOSED', 'The server is stopping.');
    if (access === 'session' && token === null)
      throw new TokentwinError('SLS_SESSION', 'Name the session: `Authorization: Bearer TOKEN`.');
    if (access === 'desk' && !(token !== null && sameSecret(token, this.options.deskToken)))
      throw new TokentwinError(
        'SLS_DESK_TOKEN',
        'Name the token of the desk, which was printed at the start: `Authorization: Bearer TOKEN`.',
      );
  }
}
