/**
 * A verifier for one test: in memory, on loopback, on a clock that is turned, with users who hold twins.
 *
 * Promises: from one seed the same questions, codes and messages. Its passwords are hashed cheaply, since it keeps
 * nobody's. Does not outlive its test.
 */
import { randomBytes } from 'node:crypto';
import { TokentwinError } from '../../firmware/error.js';
import { startSls } from '../../host/sls/http/server.js';
import { Ids } from '../../host/sls/ids.js';
import { OpenChallenges } from '../../host/sls/open-challenges.js';
import { type Policy, policyOf } from '../../host/sls/policy.js';
import type { Entrance } from '../../host/sls/records/access.js';
import { NO_PERSONAL_DATA } from '../../host/sls/records/people.js';
import type { Message } from '../../host/sls/records/traces.js';
import { manualClock, type TurnedClock } from '../../host/sls/runtime/clocks.js';
import { ScryptPasswords } from '../../host/sls/runtime/scrypt-passwords.js';
import { MemoryStore } from '../../host/sls/store/memory-store.js';
import { SecureLoginSystem } from '../../host/sls/system.js';
import { SeededRandom } from '../board/seeded-random.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { SecurityCodeCard } from '../twin/security-code-card.js';
import { stockOfCodeCard, stockOfDscPlus } from './stock-device.js';

/** Of every user that is given none. */
export const TEST_PASSWORD = 'test1234';
/** For a card that checks no PIN. */
const SOFT_PIN = '2580';
const CHEAP = { N: 16, r: 1, p: 1 };
const TOKEN_BYTES = 24;
/** 1 January 2026, as the clocks of throw-away devices begin. */
const START_MS = Date.UTC(2026, 0, 1);

export interface TestVerifierOptions {
  readonly seed: string;
  readonly policy?: Partial<Policy>;
  readonly version?: string;
}

export interface TestUserOptions {
  readonly password?: string;
  /** Handed over, active. */
  readonly devices?: readonly (DscPlus | SecurityCodeCard)[];
  /** Of a card with a soft PIN. */
  readonly pin?: string;
  readonly equityUsd?: number;
}

export interface TestUser {
  readonly userName: string;
  readonly password: string;
  readonly entityId: string;
  readonly accountId: string;
  /** Of the devices, in their order. */
  readonly deviceIds: readonly string[];
}

export class TestVerifier {
  private constructor(
    /** `http://127.0.0.1:PORT`: its API is described at `/openapi.json`. */
    readonly url: string,
    /** For what the desk does: `Authorization: Bearer …` */
    readonly deskToken: string,
    /** The same without HTTP. */
    readonly system: SecureLoginSystem,
    readonly clock: TurnedClock,
    private readonly stopServer: () => Promise<void>,
  ) {}

  static async start({ seed, policy = {}, version = '' }: TestVerifierOptions): Promise<TestVerifier> {
    const random = new SeededRandom(seed, 'verifier');
    const randomness = { bytes: (count: number) => random.bytes(count) };
    const clock = manualClock(START_MS);
    const system = new SecureLoginSystem({
      ...{ store: new MemoryStore(), clock, randomness, policy: policyOf(policy) },
      ...{ ids: new Ids(randomness), openChallenges: new OpenChallenges() },
      passwords: new ScryptPasswords(CHEAP),
    });
    const deskToken = randomBytes(TOKEN_BYTES).toString('hex');
    const failures: unknown[] = [];
    const server = await startSls({
      ...{ system, clock, deskToken, version, port: 0, requestsPerMinute: 0 },
      onFailure: (error) => failures.push(error),
    });
    return new TestVerifier(server.url, deskToken, system, clock, async () => {
      await server.stop();
      if (failures.length > 0) throw failures[0];
    });
  }

  /** A person with a user name, and devices in the hand. @throws TokentwinError SLS_USER_NAME, SLS_EXISTS, SLS_PASSWORD_RULE */
  async addUser(userName: string, options: TestUserOptions = {}): Promise<TestUser> {
    const { password = TEST_PASSWORD, devices = [], pin = SOFT_PIN, equityUsd = 2_000_000 } = options;
    const { desk } = this.system;
    const entity = await desk.addEntity({
      ...{ kind: 'person', name: userName, personalData: NO_PERSONAL_DATA },
      identification: {
        ...{ birthDate: '1971-03-14', citizenship: 'CH', legalResidence: 'CH', socialSecurityNumber: null },
        document: { type: 'passport', number: `TEST ${userName}` },
      },
    });
    const user = { userName, password, entityId: entity.id, accountId: null, equityUsd };
    const { accountId } = await desk.addUser({ ...user, accountKind: 'individual' });
    const deviceIds: string[] = [];
    for (const twin of devices) {
      const stock = twin instanceof DscPlus ? stockOfDscPlus(twin, pin) : stockOfCodeCard(twin);
      const { id } = await desk.takeIntoStock(stock);
      await desk.handOver(userName, id);
      deviceIds.push(id);
    }
    return { userName, password, entityId: entity.id, accountId, deviceIds };
  }

  /**
   * Name and password at an entrance, up to the challenge of a DSC+.
   *
   * @throws TokentwinError SLS_CREDENTIALS, SLS_NO_DEVICE; ARGUMENT when something else is asked, or nothing
   */
  async challenge(
    userName: string,
    entrance: Entrance = 'portal',
    password: string = TEST_PASSWORD,
  ): Promise<{ readonly handle: string; readonly question: string }> {
    const step = await this.system.begin(entrance, { userName, password });
    if (step.step !== 'answer' || step.asked.by !== 'challenge')
      throw new TokentwinError(
        'ARGUMENT',
        'The user is asked no challenge: see what `system.begin` answers.',
      );
    return { handle: step.handle, question: step.asked.question };
  }

  /** Lets time pass for the verifier; a twin has a clock of its own. */
  advance({
    days = 0,
    seconds = 0,
    ms = 0,
  }: {
    readonly days?: number;
    readonly seconds?: number;
    readonly ms?: number;
  }): void {
    this.clock.advance(days * 86_400_000 + seconds * 1000 + ms);
  }

  /** What a user was sent, the newest first. */
  async messages(userName: string): Promise<readonly Message[]> {
    const all = await this.system.desk.inbox({ before: null, limit: 1000 });
    return all.filter(({ userId }) => userId === userName);
  }

  /** @throws what went wrong within the server */
  async stop(): Promise<void> {
    await this.stopServer();
  }
}
