/**
 * The verifier of a simulated day: on a store that outlives it, on a clock that may be turned, started again when it was
 * killed.
 */
import { Ids } from '../../../host/sls/ids.js';
import { OpenChallenges } from '../../../host/sls/open-challenges.js';
import { policyOf } from '../../../host/sls/policy.js';
import type { StockDevice } from '../../../host/sls/procedures/stock.js';
import type { Device } from '../../../host/sls/records/devices.js';
import { NO_PERSONAL_DATA, type User } from '../../../host/sls/records/people.js';
import type { Store } from '../../../host/sls/store/store.js';
import { SecureLoginSystem } from '../../../host/sls/system.js';
import { SeededRandom } from '../../board/seeded-random.js';
import { CrashingStore } from './crashing-store.js';

const USER = { userName: 'anna', password: 'simulated1' };
const START_MS = Date.UTC(2026, 0, 1);

export class SimulatedVerifier {
  system: SecureLoginSystem;
  readonly store: CrashingStore;
  nowMs = START_MS;
  deviceId = '';
  readonly #random: SeededRandom;

  /** @param store may be broken on purpose */
  constructor(seed: number, store: Store) {
    this.store = new CrashingStore(store);
    this.#random = new SeededRandom(String(seed), 'simulated verifier');
    this.system = this.#started();
  }

  /** What only the killed program knew is gone. */
  restart(): void {
    this.system = this.#started();
  }

  #started(): SecureLoginSystem {
    const randomness = { bytes: (count: number) => this.#random.bytes(count) };
    return new SecureLoginSystem({
      ...{ store: this.store, clock: { nowMs: () => this.nowMs }, randomness },
      ...{ ids: new Ids(randomness), openChallenges: new OpenChallenges() },
      // Nobody is to be locked out by a day's mistakes; ten minutes is as long as a challenge may live.
      policy: policyOf({ failureLimit: 100, challengeLifeMs: 600_000 }),
      passwords: {
        hash: async (password) => `hash of ${password}`,
        verify: async (password, hash) => hash === `hash of ${password}`,
        ofNobody: '',
      },
    });
  }

  /** The user, with the device in the hand. */
  async enrol(stock: StockDevice): Promise<void> {
    const { desk } = this.system;
    const entity = await desk.addEntity({
      ...{ kind: 'person', name: 'Anna', personalData: NO_PERSONAL_DATA },
      identification: {
        ...{ birthDate: '1971-03-14', citizenship: 'CH', legalResidence: 'CH', socialSecurityNumber: null },
        document: { type: 'passport', number: 'X1' },
      },
    });
    const user = { ...USER, entityId: entity.id, accountId: null, equityUsd: 0 };
    await desk.addUser({ ...user, accountKind: 'individual' });
    this.deviceId = (await desk.takeIntoStock(stock)).id;
    await desk.handOver(USER.userName, this.deviceId);
  }

  /** Name and password, up to the challenge. */
  async challenge(): Promise<{ readonly handle: string; readonly question: string }> {
    const step = await this.system.begin('portal', USER);
    if (step.step !== 'answer' || step.asked.by !== 'challenge') throw new Error('no challenge was asked');
    return { handle: step.handle, question: step.asked.question };
  }

  async kept(): Promise<{ readonly user: User; readonly device: Device }> {
    const [user, device] = [
      await this.store.get('user', USER.userName),
      await this.store.get('device', this.deviceId),
    ];
    if (user === null || device === null) throw new Error('a record is gone');
    return { user: user.record, device: device.record };
  }
}
