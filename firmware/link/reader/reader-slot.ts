/**
 * One slot of the reader with the commands that concern it alone: power, blocks, parameters.
 *
 * Promises that no block reaches a card which the host has not switched on or which has lost its power since,
 * and that a card that was moved has lost its power and its parameters. An empty slot has no parameters.
 */
import { CCID_COMMAND, type CcidMessage } from '../ccid/message.js';
import { CCID_ERROR, type IccStatus } from '../ccid/status.js';
import type { Checksum } from '../checksum.js';
import type { CardSlot } from './card-slot.js';
import { answered, DONE, type Reply, refused } from './reply.js';
import { checksumOfT1Parameters, DEFAULT_T1_PARAMETERS, faultInT1Parameters } from './t1-parameters.js';

/** bPowerSelect: automatic, 5 V, 3 V, 1.8 V. */
const HIGHEST_POWER_SELECT = 3;
const POWER_SELECT_OFFSET = 7;
const LEVEL_PARAMETER_OFFSET = 8;

export class ReaderSlot {
  #isSwitchedOn = false;
  #parameters = DEFAULT_T1_PARAMETERS;

  constructor(readonly card: CardSlot) {}

  /**
   * What the host is told. A reader knows that it gives power, not what becomes of it: a card that lost it by
   * itself stays `active` and is mute, so that a PC/SC host resets it instead of taking it for another card.
   */
  get icc(): IccStatus {
    if (!this.card.present) return 'absent';
    return this.#isSwitchedOn ? 'active' : 'inactive';
  }

  /** Is there a card that was switched on and has had power ever since? */
  get canAnswer(): boolean {
    return this.icc === 'active' && this.card.isPowered;
  }

  /** The kind of T=1 checksum that the host has set. */
  get checksum(): Checksum {
    return checksumOfT1Parameters(this.#parameters);
  }

  /** A card was put in or taken out. */
  moved(): void {
    this.#isSwitchedOn = false;
    this.#parameters = DEFAULT_T1_PARAMETERS;
  }

  powerOff(): void {
    this.moved();
    this.card.powerOff();
  }

  /** Any command but Secure, Escape and Abort. */
  answer(command: CcidMessage): Reply {
    const isEmpty = command.data.length === 0;
    switch (command.type) {
      case CCID_COMMAND.iccPowerOn:
        return isEmpty ? this.#powerOn(command) : refused(CCID_ERROR.badLength);
      case CCID_COMMAND.iccPowerOff:
        if (!isEmpty) return refused(CCID_ERROR.badLength);
        this.powerOff();
        return DONE;
      case CCID_COMMAND.getSlotStatus:
        return isEmpty ? DONE : refused(CCID_ERROR.badLength);
      case CCID_COMMAND.xfrBlock:
        return this.#transfer(command);
      case CCID_COMMAND.getParameters:
        return isEmpty ? this.#tellParameters(this.#parameters) : refused(CCID_ERROR.badLength);
      case CCID_COMMAND.resetParameters:
        return isEmpty ? this.#tellParameters(DEFAULT_T1_PARAMETERS) : refused(CCID_ERROR.badLength);
      case CCID_COMMAND.setParameters: {
        const fault = faultInT1Parameters(command);
        return fault === null ? this.#tellParameters(command.data.slice()) : refused(fault);
      }
      default:
        return refused(CCID_ERROR.commandNotSupported);
    }
  }

  /** One block to a card that has power. */
  exchange(block: Uint8Array): Reply {
    if (!this.canAnswer) return refused(CCID_ERROR.iccMute);
    const answer = this.card.exchange(block);
    return answer === null ? refused(CCID_ERROR.iccMute) : answered(answer);
  }

  #powerOn({ parameters: [powerSelect] }: CcidMessage): Reply {
    if (powerSelect > HIGHEST_POWER_SELECT) return refused(POWER_SELECT_OFFSET);
    this.moved();
    const atr = this.card.present ? this.card.powerOn() : null;
    if (atr === null) return refused(CCID_ERROR.iccMute);
    this.#isSwitchedOn = true;
    return answered(atr);
  }

  /** Blocks are exchanged whole (TPDU level), so there is no chaining of messages: wLevelParameter is 0. */
  #transfer({ parameters: [, levelLow, levelHigh], data }: CcidMessage): Reply {
    if (levelLow !== 0 || levelHigh !== 0) return refused(LEVEL_PARAMETER_OFFSET);
    return data.length === 0 ? refused(CCID_ERROR.badLength) : this.exchange(data);
  }

  /** Keeps parameters and answers with them; without a card bError FE, as USB CCID 1.1, section 6.1.7, has it. */
  #tellParameters(parameters: Uint8Array): Reply {
    if (!this.card.present) return refused(CCID_ERROR.iccMute);
    this.#parameters = parameters;
    return answered(parameters);
  }
}
