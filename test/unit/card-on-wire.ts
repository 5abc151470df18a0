/**
 * A DSC+ on a flash chip in memory, asked through its smart card, without blocks and reader.
 */
import { FlashChip } from '../../emulator/board/flash-chip.js';
import { SeededRandom } from '../../emulator/board/seeded-random.js';
import { SimulatedBoard } from '../../emulator/board/simulated-board.js';
import { DscPlusApplication } from '../../firmware/card/dsc-plus-application.js';
import { SmartCard } from '../../firmware/card/smart-card.js';
import { CardMemory } from '../../firmware/dsc-plus/card-memory.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { dscPlusProfileFrom } from '../../firmware/dsc-plus/profile-validation.js';
import { parseSuite } from '../../firmware/oath/suite.js';
import { Journal } from '../../firmware/storage/journal.js';
import { newDscPlusRecords } from '../../firmware/token-file/dsc-plus-records.js';
import { DEMO_KEY, DEMO_UNLOCK_KEY } from './node-ocra.js';

/** The PIN of a card that checks it. */
export const PIN = '8351';

/** `00 20 00 81` to bytes; blanks do not matter. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** A command with a data field of ASCII, as hexadecimal text. */
export function withText(header: string, text: string, le = ''): string {
  const data = Buffer.from(text, 'latin1').toString('hex');
  if (text === '') return `${header} ${le}`;
  return `${header} ${text.length.toString(16).padStart(2, '0')} ${data} ${le}`;
}

export class CardOnWire {
  readonly profile: DscPlusProfile;
  readonly card: SmartCard;
  /** Virtual time, Unix milliseconds. */
  at = 1_767_225_600_000;
  battery = 87.5;
  /** What the door's random source gives next; an empty list counts up from 0. */
  random: number[] = [];
  /** How often the memory was asked for. */
  uses = 0;
  readonly #mount: () => CardMemory;
  #memory: CardMemory | null = null;

  /** @param given.attestationSeed another byte, another key; null = a card that cannot attest itself */
  constructor(json: object = {}, { key = DEMO_KEY, pin = PIN, attestationSeed = 1 as number | null } = {}) {
    const profile = dscPlusProfileFrom(json);
    const checked = profile.pin.check === 'card';
    const chip = FlashChip.erased(profile.flash.pageBytes, profile.flash.pageCount);
    Journal.format(
      chip,
      newDscPlusRecords({
        serialNumber: '12345678',
        key,
        unlockKey: checked ? DEMO_UNLOCK_KEY : null,
        pin: checked ? pin : null,
        attestationKey: attestationSeed === null ? null : new Uint8Array(32).fill(attestationSeed),
      }),
    );
    this.profile = profile;
    const board = new SimulatedBoard({
      flash: chip,
      random: new SeededRandom(1),
      segmentCount: 14,
      shown: () => {},
    });
    const suite = parseSuite(profile.suite);
    this.#mount = () => new CardMemory(board, profile, suite);
    const application = new DscPlusApplication({
      profile,
      suite,
      use: (access) => {
        this.uses += 1;
        return access(this.memory, this.at);
      },
      random: (length) => Uint8Array.from({ length }, (_, index) => this.random.shift() ?? index),
      batteryPercent: () => this.battery,
    });
    this.card = new SmartCard({ applications: [application], checksum: profile.wire.checksum });
    this.card.powerOn();
  }

  get memory(): CardMemory {
    this.#memory ??= this.#mount();
    return this.#memory;
  }

  /** The card's own power is gone for a moment, without the reader's doing. */
  cutPower(): void {
    this.#memory = null;
  }

  /** @param command hexadecimal @returns hexadecimal */
  send(command: string): string {
    return hexOf(this.card.transmit(bytesOf(command)));
  }

  /** Data of the response as text. */
  text(command: string): string {
    const response = this.send(command);
    if (!response.endsWith('9000')) throw new Error(`refused with ${response}`);
    return Buffer.from(response.slice(0, -4), 'hex').toString('latin1');
  }

  verify(pin: string): string {
    return this.send(withText('00 20 00 81', pin));
  }

  respond(challenge: string): string {
    return this.send(withText('00 88 00 00', challenge, '00'));
  }

  lock(): this {
    for (let count = 0; count < 5; count += 1) this.verify('0000');
    return this;
  }

  kill(): this {
    this.lock();
    for (let count = 0; count < 10; count += 1) this.send(withText('00 2C 00 81', '000000002580'));
    return this;
  }
}

/** A response as the wire brings it. */
export function asResponse(text: string): string {
  return `${Buffer.from(text, 'latin1').toString('hex').toUpperCase()}9000`;
}
