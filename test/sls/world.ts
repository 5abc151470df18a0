/**
 * A verifier for tests, walked through its API: a clock that is turned by hand, random bytes of a seed, passwords that
 * cost nothing, and people with twins in their hands.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { SeededRandom } from '../../emulator/board/seeded-random.js';
import { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import { stockOfCodeCard, stockOfDscPlus } from '../../emulator/verifier/stock-device.js';
import { slsApp } from '../../host/sls/http/app.js';
import type { LoginProblem } from '../../host/sls/http/problem.js';
import { SlsService } from '../../host/sls/http/service.js';
import { Ids } from '../../host/sls/ids.js';
import { OpenChallenges } from '../../host/sls/open-challenges.js';
import { type Policy, policyOf } from '../../host/sls/policy.js';
import type { Passwords, Ports } from '../../host/sls/ports.js';
import type { AnswerStep, SessionStep, Step } from '../../host/sls/procedures/steps.js';
import type { Entrance } from '../../host/sls/records/access.js';
import type { Identification, PersonalData } from '../../host/sls/records/people.js';
import { MemoryStore } from '../../host/sls/store/memory-store.js';
import type { Store } from '../../host/sls/store/store.js';
import { SecureLoginSystem } from '../../host/sls/system.js';
import { answerOf, type Holder } from './holders.js';

/** A Friday. */
export const START_MS = Date.UTC(2026, 10, 27, 9);
export const PASSWORD = 'password1';
export const DESK_TOKEN = 'desk-token-of-a-test-nothing-to-keep';
export const HOST = 'sls.test:80';
export const PIN = '2580';

export const ANNA: Identification = {
  birthDate: '1971-03-14',
  citizenship: 'CH',
  legalResidence: 'CH',
  document: { type: 'passport', number: 'X1234567' },
  socialSecurityNumber: null,
};

export const BERT: Identification = {
  birthDate: '1985-07-02',
  citizenship: 'US',
  legalResidence: 'US',
  document: { type: 'driving-licence', number: 'D-99-4711' },
  socialSecurityNumber: '123-45-6789',
};

export interface WorldOptions {
  readonly store?: Store;
  readonly policy?: Partial<Policy>;
  readonly seed?: string;
  readonly passwords?: Passwords;
}

export interface NewPerson {
  readonly identification?: Identification;
  readonly personalData?: Partial<PersonalData>;
  readonly equityUsd?: number;
  readonly entityId?: string;
  readonly accountId?: string;
  readonly accountKind?: 'individual' | 'organisation';
}

export interface Answered<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

/** A password's hash that costs nothing. */
function quickHash(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

export class World {
  nowMs = START_MS;
  readonly store: Store;
  readonly system: SecureLoginSystem;
  readonly service: SlsService;
  readonly failures: unknown[] = [];
  readonly #app: ReturnType<typeof slsApp>;

  constructor({ store = new MemoryStore(), policy = {}, seed = 'world', passwords }: WorldOptions = {}) {
    this.store = store;
    const random = new SeededRandom(seed);
    const randomness = { bytes: (count: number) => random.bytes(count) };
    const ports: Ports = {
      store,
      clock: { nowMs: () => this.nowMs },
      randomness,
      ids: new Ids(randomness),
      openChallenges: new OpenChallenges(),
      passwords: passwords ?? {
        hash: async (password) => quickHash(password),
        verify: async (password, hash) => quickHash(password) === hash,
        ofNobody: '',
      },
      policy: policyOf(policy),
    };
    this.system = new SecureLoginSystem(ports);
    this.service = new SlsService({
      system: this.system,
      clock: { mode: 'manual', advance: (ms) => this.advance(ms) },
      deskToken: DESK_TOKEN,
      requestsPerMinute: 0,
      version: '0.0.0',
      onFailure: (error) => this.failures.push(error),
    });
    this.#app = slsApp(this.service, new Set([HOST]));
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }

  /** Any request, as it comes from outside. */
  async request(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers(options.headers);
    if (!headers.has('host')) headers.set('host', HOST);
    return await this.#app.request(`http://${HOST}${path}`, { ...options, headers });
  }

  async ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Answered<T>> {
    const answer = await this.request(path, {
      method,
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  /** What has to succeed. */
  async done<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<T> {
    const answer = await this.ask<T>(method, path, body, token);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** What has to be refused with that code. */
  async refused(
    code: string,
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<LoginProblem> {
    const { body: problem } = await this.ask<LoginProblem>(method, path, body, token);
    expect(problem).toMatchObject({ code });
    return problem;
  }

  async desk<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    return await this.done<T>(method, `/desk${path}`, body, DESK_TOKEN);
  }

  /** A user name with an entity of its own, or of the one given. */
  async person(userName: string, made: NewPerson = {}): Promise<{ entityId: string; accountId: string }> {
    const { identification = ANNA, equityUsd = 2_000_000, accountId, accountKind, personalData } = made;
    const entityId =
      made.entityId ??
      (
        await this.desk<{ id: string }>('POST', '/entities', {
          ...{ kind: 'person', name: userName, identification },
          ...(personalData !== undefined && { personalData }),
        })
      ).id;
    const user = { userName, password: PASSWORD, entityId, equityUsd, accountId, accountKind };
    const added = await this.desk<{ accountId: string }>('POST', '/users', user);
    return { entityId, accountId: added.accountId };
  }

  /** A DSC+ in stock, and its twin. */
  async stockedDscPlus(profile = 'dsc-plus', serialNumber = '10000001', seed = serialNumber) {
    const isSoft = ['dsc-plus-soft', 'dsc-plus-classic'].includes(profile);
    const twin = DscPlus.make({ profile, serialNumber, seed, ...(!isSoft && { pin: PIN }) });
    const made = stockOfDscPlus(twin, PIN);
    const { id } = await this.desk<{ id: string }>('POST', '/devices', made);
    return { twin, id, pin: PIN };
  }

  /** A DSC+ in the user's hands, active. */
  async dscPlus(userName: string, profile = 'dsc-plus', serialNumber = '10000001') {
    const made = await this.stockedDscPlus(profile, serialNumber);
    await this.desk('POST', `/devices/${made.id}/hand-over`, { userName });
    return made;
  }

  async stockedCodeCard(serialNumber = '2000001') {
    const twin = SecurityCodeCard.make({ serialNumber, seed: serialNumber });
    const made = stockOfCodeCard(twin);
    const { id } = await this.desk<{ id: string }>('POST', '/devices', made);
    return { twin, id };
  }

  async codeCard(userName: string, serialNumber = '2000001') {
    const made = await this.stockedCodeCard(serialNumber);
    await this.desk('POST', `/devices/${made.id}/hand-over`, { userName });
    return made;
  }

  /** Name and password, and what comes of them. */
  async begin(userName: string, entrance: Entrance = 'portal'): Promise<Step> {
    return await this.done<Step>('POST', '/login', { entrance, userName, password: PASSWORD });
  }

  async asked(userName: string, entrance: Entrance = 'portal'): Promise<AnswerStep> {
    return question(await this.begin(userName, entrance));
  }

  async choose(handle: string, deviceId: string, token?: string): Promise<AnswerStep> {
    return await this.done<AnswerStep>('POST', `/questions/${handle}/device`, { deviceId }, token);
  }

  /** Answers with what is in the hand, in a session or at a login. */
  async answer(asked: AnswerStep, holder: Holder, token?: string): Promise<Step> {
    return await this.done<Step>(
      'POST',
      `/questions/${asked.handle}/answer`,
      { response: answerOf(asked, holder) },
      token,
    );
  }

  /** A wrong answer, and what is asked then. */
  async wrongAnswer(asked: AnswerStep, response: string, token?: string): Promise<AnswerStep> {
    const path = `/questions/${asked.handle}/answer`;
    const { next } = await this.refused('SLS_LOGIN_FAILED', 'POST', path, { response }, token);
    if (next === undefined) throw new Error('nothing is asked next');
    return next;
  }

  async login(userName: string, holder: Holder, entrance: Entrance = 'portal'): Promise<SessionStep> {
    return session(await this.answer(await this.asked(userName, entrance), holder));
  }

  /** What the user was sent last. */
  async lastMessage(userName: string) {
    const { items } = await this.desk<{
      items: { userId: string; text: string; channel: string; to: string }[];
    }>('GET', '/messages?limit=1000');
    const message = items.find(({ userId }) => userId === userName);
    if (message === undefined) throw new Error(`${userName} was sent nothing`);
    return { ...message, code: message.text.replace(/\D/g, '') };
  }

  async events(): Promise<readonly { event: string; userId: string | null; details: object }[]> {
    return (
      await this.desk<{ items: { event: string; userId: string | null; details: object }[] }>(
        'GET',
        '/audit?limit=1000',
      )
    ).items;
  }
}

export function session(step: Step): SessionStep {
  if (step.step !== 'session') throw new Error(`expected a session, got ${step.step}`);
  return step;
}

export function question(step: Step): AnswerStep {
  if (step.step !== 'answer') throw new Error(`expected a question, got ${step.step}`);
  return step;
}
