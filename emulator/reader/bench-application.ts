/**
 * The bench application: a test bench presses the card's keys, reads its display, turns its clock, cuts its
 * power and looks into its flash, all over the wire.
 *
 * Only a test device has it; a sealed twin does not. It is no way round the card's own rules for those who use
 * the DSC+ application, but whoever reaches it holds the card in his hand and can read every secret.
 */

import { asciiBytes } from '../../firmware/ascii.js';
import type { CardApplication, CommandApdu, ResponseApdu } from '../../firmware/card/application.js';
import {
  encodeBenchFrame,
  encodeBenchStatus,
  encodeFlashGeometry,
} from '../../firmware/card/bench-answers.js';
import { type BenchCommand, decodeBenchCommand } from '../../firmware/card/bench-commands.js';
import { FIRMWARE_VERSION } from '../../firmware/card/firmware-version.js';
import { STATUS } from '../../firmware/card/status-words.js';
import { AID } from '../../firmware/card/tags.js';
import { dataObject } from '../../firmware/card/tlv.js';
import { PLANTED_FAULTS, type PlantedFaultName } from '../faults/planted-faults.js';
import type { DscPlus } from '../twin/dsc-plus.js';

const NOTHING = new Uint8Array(0);
const DONE: ResponseApdu = { data: NOTHING, statusWord: STATUS.success };
const WRONG_DATA: ResponseApdu = { data: NOTHING, statusWord: STATUS.wrongData };

/** A day: nothing on a card takes longer, and a host must not keep the twin busy for hours with one command. */
const MAXIMUM_PASS_MS = 86_400_000;

/** The name by which INJECT FAULT takes a fault away again. */
const NO_FAULT = 'none';

export class BenchApplication implements CardApplication {
  readonly aid = AID.bench;
  #cutAsked = false;

  /** @param plant makes the card's mistake another one, or none */
  constructor(
    private readonly twin: DscPlus,
    private readonly plant: (name: PlantedFaultName | null) => void,
  ) {}

  select(): ResponseApdu {
    const facts = dataObject(0xa5, dataObject(0x80, asciiBytes(FIRMWARE_VERSION)));
    return answered(dataObject(0x6f, dataObject(0x84, this.aid), facts));
  }

  deselect(): void {
    // Nothing is volatile here.
  }

  answer(apdu: CommandApdu): ResponseApdu {
    const command = decodeBenchCommand(apdu);
    return typeof command === 'number' ? { data: NOTHING, statusWord: command } : this.#run(command);
  }

  /** The power is cut when the answer that says so is ready. */
  cutPowerIfAsked(): void {
    if (!this.#cutAsked) return;
    this.#cutAsked = false;
    this.twin.cutPower();
  }

  #run(command: BenchCommand): ResponseApdu {
    switch (command.type) {
      case 'pressKey':
        if ((command.holdMs ?? 0) > MAXIMUM_PASS_MS) return WRONG_DATA;
        if (command.holdMs === null) this.twin.press(command.key);
        else this.twin.hold(command.key, { ms: command.holdMs });
        return this.#display();
      case 'typeDigits':
        this.twin.type(command.digits);
        return this.#display();
      case 'readDisplay':
        return this.#display();
      case 'advance':
        if (command.ms > MAXIMUM_PASS_MS) return WRONG_DATA;
        this.twin.advance({ ms: command.ms });
        return this.#display();
      case 'cutPower':
        this.#cutAsked = true;
        return DONE;
      case 'status':
        return this.#status();
      case 'setBattery':
        this.twin.setBattery(command.percent);
        return DONE;
      case 'flashGeometry':
        return answered(encodeFlashGeometry(this.twin.profile.flash));
      case 'readFlash':
        return this.#readFlash(command);
      case 'writeFlash':
        return this.#writeFlash(command);
      case 'injectFault':
        return this.#injectFault(command.name);
    }
  }

  #display(): ResponseApdu {
    const { number, at, text, cells } = this.twin.frame;
    const { segments } = this.twin.profile.display;
    return answered(
      encodeBenchFrame({
        number,
        atMs: at,
        segmentCount: segments,
        cells: cells.map(({ segments: lit }) => lit),
        text,
      }),
    );
  }

  #status(): ResponseApdu {
    const status = this.twin.status();
    const lifeCycle = status.dead ? 'dead' : status.locked ? 'locked' : 'inUse';
    return answered(
      encodeBenchStatus({ ...status, lifeCycle, atMs: status.timeMs, counter: status.counter ?? 0n }),
    );
  }

  #readFlash({ offset, length }: Extract<BenchCommand, { type: 'readFlash' }>): ResponseApdu {
    const cells = this.twin.flashImage();
    return offset + length > cells.length ? WRONG_DATA : answered(cells.slice(offset, offset + length));
  }

  /** A card cannot know that its flash was changed: it loses its power, so that it reads it anew. */
  #writeFlash({ offset, bytes }: Extract<BenchCommand, { type: 'writeFlash' }>): ResponseApdu {
    const { flash } = this.twin.inside.board;
    if (offset + bytes.length > flash.pageBytes * flash.pageCount) return WRONG_DATA;
    flash.overwrite(offset, bytes);
    this.#cutAsked = true;
    return DONE;
  }

  #injectFault(name: string): ResponseApdu {
    if (name !== NO_FAULT && !Object.hasOwn(PLANTED_FAULTS, name)) return WRONG_DATA;
    this.plant(name === NO_FAULT ? null : (name as PlantedFaultName));
    return DONE;
  }
}

function answered(data: Uint8Array): ResponseApdu {
  return { data, statusWord: STATUS.success };
}
