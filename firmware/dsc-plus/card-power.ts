/**
 * Who gives the card power, and the memory that lives as long as somebody does.
 *
 * Keypad and wire are two doors to one card: the flash is mounted when the first one switches on, and the
 * volatile state is gone when the last one switches off, or at once when the power is cut. Two mounts of one
 * flash would write over each other; here there is never more than one.
 */
import type { Board } from '../board.js';
import type { Suite } from '../oath/suite.js';
import type { Flash } from '../storage/flash.js';
import { Journal } from '../storage/journal.js';
import { CardMemory } from './card-memory.js';
import type { DscPlusProfile } from './profile.js';

export type Door = 'keypad' | 'wire';

export class CardPower {
  readonly #memoryBy: (open: (flash: Flash) => Journal) => CardMemory;
  readonly #doors = new Set<Door>();
  #memory: CardMemory | null = null;

  constructor(board: Board, profile: DscPlusProfile, suite: Suite) {
    this.#memoryBy = (open) => new CardMemory(board, profile, suite, open);
  }

  /** null while nobody gives power. */
  get memory(): CardMemory | null {
    return this.#memory;
  }

  /** Has this door switched on, with no cut since? */
  isOn(door: Door): boolean {
    return this.#doors.has(door);
  }

  /** @throws TokentwinError FLASH_DAMAGED; nobody has power then */
  switchOn(door: Door): CardMemory {
    this.#memory ??= this.#memoryBy(Journal.mount);
    this.#doors.add(door);
    return this.#memory;
  }

  /** The keypad of a card that was on goes on: nothing is mounted and no activation counted. */
  resume(): void {
    this.#memory = this.#memoryBy(Journal.resume);
    this.#doors.add('keypad');
  }

  switchOff(door: Door): void {
    this.#doors.delete(door);
    if (this.#doors.size === 0) this.#memory = null;
  }

  /** Everything volatile is lost, whoever gave the power. */
  cut(): void {
    this.#doors.clear();
    this.#memory = null;
  }
}
