/**
 * A DSC+ on a server: its twin, who waits for its frames, its recording and its snapshots.
 *
 * Promises: every step is one call of the twin, which is synchronous, so what a request is answered is the settled frame
 * of that request, whoever else types. Numbers of frames only rise, also when a snapshot is restored.
 */
import { assert, TokentwinError } from '../../firmware/error.js';
import { DscPlus } from '../twin/dsc-plus.js';
import type { Frame } from '../twin/frame.js';
import type { TwinSnapshot } from '../twin/snapshot.js';
import type { ApiHouse } from './api-house.js';
import { CardContact } from './card-contact.js';
import { type FrameCondition, FrameWaits, meets } from './frame-waits.js';
import { checkOrigin, type Origin, type TwinSummary } from './hosted-twin.js';
import { LIMITS } from './limits.js';
import { type ShownFrame, shownFrame } from './shown-frame.js';
import { TwinRecording } from './twin-recording.js';

export interface HostedDscPlusParts {
  readonly id: string;
  readonly origin: Origin;
  readonly name: string;
  readonly twin: DscPlus;
  readonly house: ApiHouse;
}

export interface SnapshotSummary {
  readonly name: string;
  /** Virtual time, Unix milliseconds. */
  readonly atMs: number;
  /** The frame that the twin showed. */
  readonly frame: number;
}

export class HostedDscPlus {
  readonly kind = 'dsc-plus';
  readonly summary: TwinSummary;
  readonly #house: ApiHouse;
  readonly #waits: FrameWaits;
  readonly #snapshots = new Map<string, TwinSnapshot>();
  /** null: the twin is the emulator's, which records by itself where that is asked for. */
  readonly #recording: TwinRecording | null;
  #twin: DscPlus;
  #contact: CardContact;
  #stopListening: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor({ id, origin, name, twin, house }: HostedDscPlusParts) {
    const { serialNumber } = twin.status();
    this.summary = { id, kind: this.kind, name, profile: twin.profile.name, serialNumber, origin };
    this.#house = house;
    this.#waits = new FrameWaits(house.waits);
    this.#twin = twin;
    this.#contact = new CardContact({ dscPlus: twin, codeCard: null });
    this.#stopListening = twin.onFrame((frame) => this.#shown(frame));
    this.#recording = origin === 'api' ? new TwinRecording(twin, house.recordings) : null;
    this.#watchTime();
  }

  /** The twin, to look at; what changes it goes through `step`. */
  get twin(): DscPlus {
    return this.#twin;
  }

  get frame(): ShownFrame {
    return this.#view(this.#twin.frame);
  }

  checkOwn(): void {
    checkOrigin(this.summary.origin);
  }

  /** One step. @returns the settled frame */
  step(act: (twin: DscPlus) => void): ShownFrame {
    try {
      act(this.#twin);
    } finally {
      this.#recording?.tidy();
      this.#watchTime();
    }
    return this.frame;
  }

  /** The frame that meets a condition: the one that is shown, or the first that comes. @throws TokentwinError API_LIMIT */
  frameThat(condition: FrameCondition, signal: AbortSignal): ShownFrame | Promise<ShownFrame> {
    const { frame } = this;
    return meets(frame, condition) ? frame : this.#waits.wait(condition, signal);
  }

  /** @see CardContact */
  onContact<T>(act: (contact: CardContact) => T): T {
    this.checkOwn();
    this.#recording?.end('ended-by-apdu');
    return act(this.#contact);
  }

  /** @throws TokentwinError API_TWIN_KIND */
  get recording(): TwinRecording {
    this.checkOwn();
    assert(this.#recording !== null, 'a twin of the API is recorded');
    return this.#recording;
  }

  get snapshots(): readonly SnapshotSummary[] {
    return [...this.#snapshots].map(([name, snapshot]) => summaryOf(name, snapshot));
  }

  /** Keeps the twin as it is under a name, in place of what was kept under it. @throws TokentwinError API_SNAPSHOT, API_LIMIT */
  keep(name: string): SnapshotSummary {
    const snapshot = this.#twin.snapshot();
    if (snapshot === null)
      throw new TokentwinError(
        'API_SNAPSHOT',
        'A card that has power by its contacts is not kept: cut its power first.',
      );
    if (!this.#snapshots.has(name)) {
      if (this.#snapshots.size >= LIMITS.snapshotsOfTwin)
        throw new TokentwinError(
          'API_LIMIT',
          `A twin has at most ${LIMITS.snapshotsOfTwin} snapshots: remove one first.`,
        );
      this.#house.snapshots.take();
    }
    this.#snapshots.set(name, snapshot);
    return summaryOf(name, snapshot);
  }

  /**
   * Goes on from a snapshot, with a frame that has a new number.
   *
   * @throws TokentwinError API_SNAPSHOT_UNKNOWN, API_TWIN_KIND
   */
  restore(name: string): ShownFrame {
    this.checkOwn();
    const snapshot = this.#snapshot(name);
    const { number } = this.#twin.frame;
    this.#stopListening();
    this.#twin = DscPlus.resume({ ...snapshot, frame: { ...snapshot.frame, number: number + 1 } });
    this.#contact = new CardContact({ dscPlus: this.#twin, codeCard: null });
    this.#recording?.restart(this.#twin);
    this.#stopListening = this.#twin.onFrame((frame) => this.#shown(frame));
    this.#shown(this.#twin.frame);
    return this.frame;
  }

  /** @throws TokentwinError API_SNAPSHOT_UNKNOWN */
  forget(name: string): void {
    this.#snapshot(name);
    this.#snapshots.delete(name);
    this.#house.snapshots.giveBack();
  }

  /** The server gives it up; whoever waits is told why. */
  end(reason: unknown): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stopListening();
    this.#waits.end(reason);
    this.#recording?.drop();
    this.#house.snapshots.giveBack(this.#snapshots.size);
    this.#snapshots.clear();
  }

  #snapshot(name: string): TwinSnapshot {
    const snapshot = this.#snapshots.get(name);
    if (snapshot !== undefined) return snapshot;
    throw new TokentwinError('API_SNAPSHOT_UNKNOWN', 'The twin has no snapshot of that name.');
  }

  #view(frame: Frame): ShownFrame {
    return shownFrame(frame, this.#twin.profile.display.segments, this.#house.options.showSecrets);
  }

  #shown(frame: Frame): void {
    const { id } = this.summary;
    const { segments } = this.#twin.profile.display;
    const { showSecrets } = this.#house.options;
    // Without `this`: the history outlives twins that are removed.
    const told = () => ({ twin: id, frame: shownFrame(frame, segments, showSecrets) });
    this.#house.history.add('frame', id, told);
    if (!this.#waits.isEmpty) this.#waits.shown(this.#view(frame));
    this.#watchTime();
  }

  /** On the wall clock the card changes by itself, and nobody else may look. */
  #watchTime(): void {
    if (this.#twin.clockMode === 'manual') return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wait = this.#twin.msUntilChange;
    this.#timer = wait === null ? null : setTimeout(() => this.#timePassed(), wait);
  }

  #timePassed(): void {
    try {
      this.#twin.settle();
      this.#watchTime();
    } catch (error) {
      this.#house.options.onFailure(error);
    }
  }
}

function summaryOf(name: string, { atMs, frame }: TwinSnapshot): SnapshotSummary {
  return { name, atMs, frame: frame.number };
}
