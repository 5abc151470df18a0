/**
 * A smart card in a slot of the reader: its applications behind a T=1 end.
 *
 * Knows nothing of what the applications do. Whoever makes it says where the card's power comes from; a card
 * that has lost its power, in the middle of a command too, is mute until the reader powers it again, as a real
 * one.
 */
import { MAXIMUM_COMMAND_BYTES } from '../../firmware/card/apdu.js';
import type { CardApplication } from '../../firmware/card/application.js';
import { INFORMATION_FIELD_BYTES } from '../../firmware/card/atr.js';
import { SmartCard } from '../../firmware/card/smart-card.js';
import { isTokentwinError } from '../../firmware/error.js';
import type { Checksum } from '../../firmware/link/checksum.js';
import type { CardSlot, PinKeypad } from '../../firmware/link/reader/card-slot.js';
import { T1CardEnd } from '../../firmware/link/t1/card-end.js';
import { PowerCut, untilPowerCut } from '../board/power-cut.js';
import { type PlantedFault, type PlantedFaultName, plantedFault } from '../faults/planted-faults.js';

export interface CardPowerSwitch {
  on(): void;
  off(): void;
  isOn(): boolean;
}

export interface SmartCardSlotOptions {
  readonly applications: readonly CardApplication[];
  readonly checksum: Checksum;
  readonly power: CardPowerSwitch;
  readonly keypad: PinKeypad | null;
  readonly plantedFault: PlantedFaultName | null;
  readonly forgetTries: () => void;
  /** Is told of every command with its response; both hold secrets as they are. */
  readonly onCommand: (command: Uint8Array, response: Uint8Array) => void;
  /** Called when an answer is ready, before it leaves the card. */
  readonly afterAnswer: () => void;
}

export class SmartCardSlot implements CardSlot {
  present = true;
  readonly keypad: PinKeypad | null;
  readonly #card: SmartCard;
  readonly #t1: T1CardEnd;
  readonly #options: SmartCardSlotOptions;
  #fault: PlantedFault;

  constructor(options: SmartCardSlotOptions) {
    const { applications, checksum, keypad } = options;
    this.#options = options;
    this.keypad = keypad;
    this.#card = new SmartCard({ applications, checksum });
    this.#fault = this.#faultNamed(options.plantedFault);
    this.#t1 = new T1CardEnd({
      checksum,
      informationFieldBytes: INFORMATION_FIELD_BYTES,
      maximumCommandBytes: MAXIMUM_COMMAND_BYTES,
      answer: (command) => ({ response: this.#transmit(command) }),
    });
  }

  get isPowered(): boolean {
    return this.#options.power.isOn();
  }

  /** Makes the card's mistake another one, or none. */
  plant(name: PlantedFaultName | null): void {
    this.#fault = this.#faultNamed(name);
  }

  powerOn(): Uint8Array | null {
    if (!this.present) return null;
    this.#card.powerOff();
    try {
      this.#options.power.on();
    } catch (error) {
      // A card whose memory is damaged says nothing, nor does one that loses its power as it starts.
      if (isTokentwinError(error, 'FLASH_DAMAGED') || error instanceof PowerCut) return null;
      throw error;
    }
    this.#t1.reset();
    return this.#card.powerOn();
  }

  powerOff(): void {
    this.#card.powerOff();
    this.#options.power.off();
  }

  exchange(block: Uint8Array): Uint8Array | null {
    if (!this.present || !this.isPowered) return null;
    return this.#answered(() => this.#t1.exchange(this.#fault.block(block)));
  }

  /** A whole command APDU without blocks around it. @returns the whole response APDU, or null when mute */
  answer(command: Uint8Array): Uint8Array | null {
    if (!this.present || !this.isPowered) return null;
    return this.#answered(() => this.#transmit(command));
  }

  #answered<T>(act: () => T): T | null {
    const answer = untilPowerCut(act);
    if (answer !== null) this.#options.afterAnswer();
    return answer;
  }

  #transmit(command: Uint8Array): Uint8Array {
    const response = this.#fault.command(command, (handedOn) => this.#card.transmit(handedOn));
    this.#options.onCommand(command, response);
    return response;
  }

  /** The holder takes the card out: what is volatile is lost. */
  remove(): void {
    this.present = false;
    this.keypad?.abort();
    this.powerOff();
  }

  insert(): void {
    this.present = true;
  }

  #faultNamed(name: PlantedFaultName | null): PlantedFault {
    return plantedFault(name, this.#options.checksum, this.#options.forgetTries);
  }
}
