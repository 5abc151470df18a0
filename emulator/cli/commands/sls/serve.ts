/** `tokentwin sls serve`: the verifier behind its API, until a signal. */
import { TokentwinError } from '../../../../firmware/error.js';
import type { Policy } from '../../../../host/sls/policy.js';
import type { RunningRadius } from '../../../../host/sls/radius/server.js';
import type { SecureLoginSystem } from '../../../../host/sls/system.js';
import packageJson from '../../../../package.json' with { type: 'json' };
import { portOf } from '../../api-choice.js';
import { type Arguments, type CommandBody, JSON_OPTION, refuseOptions } from '../../command.js';
import { onEndingSignal } from '../../ending-signals.js';
import { smallNumber } from '../../numbers.js';
import { complain, printLine } from '../../standard-output.js';
import { DATABASE_OPTIONS, databaseOf } from './store-options.js';

const DEFAULT_REQUESTS_PER_MINUTE = 600;
const TOKEN_BYTES = 24;
export const DESK_TOKEN_VARIABLE = 'TOKENTWIN_SLS_DESK_TOKEN';

/** One that the environment gives, so that several processes have the same, or a fresh one. */
function deskToken(): string {
  const given = process.env[DESK_TOKEN_VARIABLE] ?? '';
  if (given === '') return process.getBuiltinModule('node:crypto').randomBytes(TOKEN_BYTES).toString('hex');
  if (!/^[\x21-\x7e]{32,}$/.test(given))
    throw new TokentwinError('ARGUMENT', `${DESK_TOKEN_VARIABLE} has 32 characters or more, without spaces.`);
  return given;
}

/** @throws TokentwinError ARGUMENT */
function gatewayUrl(given: Arguments): string | undefined {
  const url = given.text('messages-to');
  if (url !== undefined && !(URL.canParse(url) && /^https?:/.test(url)))
    throw new TokentwinError('ARGUMENT', '--messages-to must be a URL of HTTP.');
  return url;
}

/** @throws TokentwinError ARGUMENT */
function namesOf(given: Arguments): readonly string[] {
  const names = given.list('name');
  if (names.some((name) => !/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):[0-9]{1,5}$/i.test(name)))
    throw new TokentwinError('ARGUMENT', '--name must be HOST:PORT.');
  return names;
}

function policyFrom(given: Arguments): Partial<Policy> {
  const limit = given.text('failure-limit');
  const seconds = given.text('challenge-seconds');
  return {
    ...(limit !== undefined && { failureLimit: smallNumber(limit, '--failure-limit') }),
    ...(seconds !== undefined && { challengeLifeMs: 1000 * smallNumber(seconds, '--challenge-seconds') }),
    ...(given.flag('retire-indices') && { retireIndices: true }),
    ...(given.text('online-card-from') === 'funding' && { onlineCardFrom: 'funding' as const }),
  };
}

async function open(given: Arguments) {
  const { openSystem } = await import('../../../../host/sls/runtime/open-system.js');
  const { manualClock, realClock } = await import('../../../../host/sls/runtime/clocks.js');
  const clock = given.text('clock') === 'manual' ? manualClock(Date.now()) : realClock();
  return await openSystem({
    ...{ database: databaseOf(given), keyFile: given.text('key-file') ?? null },
    ...{ clock, policy: policyFrom(given) },
  });
}

const RADIUS_SECRET_VARIABLE = 'TOKENTWIN_RADIUS_SECRET';

/** @returns null where none is wanted */
async function openRadius(
  given: Arguments,
  system: SecureLoginSystem,
  onFailure: (error: unknown) => void,
): Promise<RunningRadius | null> {
  const port = given.text('radius');
  if (port === undefined) {
    refuseOptions(given, ['radius-strict', 'radius-entrance'], 'without --radius');
    return null;
  }
  const secret = process.env[RADIUS_SECRET_VARIABLE] ?? '';
  if (secret === '')
    throw new TokentwinError(
      'SECRET_MISSING',
      `Set ${RADIUS_SECRET_VARIABLE} to the shared secret of RADIUS.`,
    );
  const { startRadius } = await import('../../../../host/sls/radius/server.js');
  return await startRadius({
    ...{ system, secret, onFailure, port: portOf(port, '--radius') },
    host: given.text('host') ?? '127.0.0.1',
    entrance: given.text('radius-entrance') === 'platform' ? 'platform' : 'portal',
    demandsProof: given.flag('radius-strict'),
  });
}

/** What closes in the end, the last opened first. */
class Opened {
  readonly #closing: (() => Promise<void>)[] = [];

  keep<T extends { stop(): Promise<void> }>(opened: T): T {
    this.#closing.unshift(() => opened.stop());
    return opened;
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
  }
}

async function serve(given: Arguments): Promise<number> {
  const port = portOf(given.text('port') ?? '0', '--port');
  const limit = given.text('rate-limit');
  const requestsPerMinute =
    limit === undefined ? DEFAULT_REQUESTS_PER_MINUTE : smallNumber(limit, '--rate-limit');
  const [names, gateway, token] = [namesOf(given), gatewayUrl(given), deskToken()];
  const onFailure = (error: unknown) =>
    complain(`tokentwin: ${error instanceof TokentwinError ? error.message : 'a fault of the server'}`);
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const opened = new Opened();
  const stopListening = onEndingSignal(end);
  try {
    const { system, clock, close } = await open(given);
    opened.keep({ stop: close });
    const { startSls } = await import('../../../../host/sls/http/server.js');
    const { keepHouse } = await import('../../../../host/sls/runtime/housekeeping.js');
    const { webhook } = await import('../../../../host/sls/runtime/delivery.js');
    opened.keep(keepHouse(system, gateway === undefined ? null : webhook(gateway), onFailure));
    const radius = await openRadius(given, system, onFailure);
    if (radius !== null) opened.keep(radius);
    const server = opened.keep(
      await startSls({
        ...{ system, clock, port, requestsPerMinute, onFailure, deskToken: token, names },
        ...{ version: packageJson.version, host: given.text('host') ?? '127.0.0.1', ownsProcess: true },
      }),
    );
    const said = { sls: server.url, deskToken: token, radiusPort: radius?.port ?? null, clock: clock.mode };
    const ofRadius = radius === null ? '' : `  radius port ${radius.port}`;
    printLine(
      given.flag('json') ? JSON.stringify(said) : `sls ${server.url}  desk token ${token}${ofRadius}`,
    );
    await over;
  } finally {
    stopListening();
    await opened.close();
  }
  return 0;
}

export const slsServe: CommandBody = {
  positionals: [],
  options: {
    ...DATABASE_OPTIONS,
    port: { type: 'string', describe: 'the port; 0 (default) takes a free one' },
    host: { type: 'string', describe: 'where to listen; default 127.0.0.1, which only this machine reaches' },
    name: { type: 'string', describe: 'another HOST:PORT that requests may name, of a proxy; several times' },
    clock: {
      type: 'string',
      choices: ['real', 'manual'],
      describe: 'manual: it stands, and is turned by POST /desk/clock',
    },
    'rate-limit': {
      type: 'string',
      describe: `requests a minute from one address, default ${DEFAULT_REQUESTS_PER_MINUTE}; 0: no limit`,
    },
    'failure-limit': { type: 'string', describe: 'failures that lock, 1 to 100; default 10' },
    'challenge-seconds': { type: 'string', describe: 'life of a challenge, 10 to 600; default 180' },
    'online-card-from': {
      type: 'string',
      choices: ['activation', 'funding'],
      describe: 'from when the 21 days of an online card run; default activation',
    },
    'retire-indices': { type: 'boolean', describe: 'ask for each index number of a code card once' },
    radius: {
      type: 'string',
      describe: `answer RADIUS clients on this UDP port; the shared secret is in ${RADIUS_SECRET_VARIABLE}`,
    },
    'radius-entrance': {
      type: 'string',
      choices: ['portal', 'platform'],
      describe: 'what a RADIUS client is an entrance to; default portal',
    },
    'radius-strict': { type: 'boolean', describe: 'refuse RADIUS requests without a Message-Authenticator' },
    'messages-to': { type: 'string', describe: 'a URL that is sent each message as JSON, beside the inbox' },
    json: JSON_OPTION,
  },
  examples: [
    ['sls serve --port 8090', 'in memory, gone at the end'],
    ['sls serve --database my-store --port 8090', 'kept in a folder, its key in my-store.key'],
    ['sls serve --clock manual', 'a clock that stands, for tests of days and weeks'],
  ],
  run: serve,
};
