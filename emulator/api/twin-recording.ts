/**
 * The recording of a twin since it was made, in memory and bounded.
 *
 * Promises: what is here can be replayed. It ends, and says why, when it is full, when a host speaks to the card by
 * whole APDUs, which a recording cannot hold, and when another state is restored that is not a card that is off.
 */
import { isTokentwinError } from '../../firmware/error.js';
import { Recorder } from '../recording/recorder.js';
import type { DscPlus } from '../twin/dsc-plus.js';
import { LIMITS } from './limits.js';
import type { Quota } from './quota.js';

export const RECORDING_STATES = ['going', 'full', 'ended-by-apdu', 'ended-by-restore'] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];

export class TwinRecording {
  #state: RecordingState = 'going';
  #lines: string[] = [];
  #characters = 0;
  #recorder: Recorder | null = null;

  /** @param quota of the characters of all recordings */
  constructor(
    twin: DscPlus,
    private readonly quota: Quota,
  ) {
    this.#begin(twin);
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** The lines of the recording, each with its end. */
  get text(): string {
    this.#recorder?.flush();
    return this.#lines.join('');
  }

  /** The twin of another state goes on: with a recording of its own, if it is off. */
  restart(twin: DscPlus): void {
    this.#stop('ended-by-restore');
    this.#forget();
    this.#begin(twin);
  }

  end(state: RecordingState): void {
    if (this.#recorder !== null) this.#stop(state);
  }

  /** Called between two inputs: what is full need not listen any more. */
  tidy(): void {
    if (this.#state === 'full') this.end('full');
  }

  /** The twin was removed. */
  drop(): void {
    this.#recorder = null;
    this.#forget();
  }

  #begin(twin: DscPlus): void {
    try {
      this.#recorder = new Recorder(twin, { line: (text) => this.#line(text), reader: null });
      this.#state = 'going';
    } catch (error) {
      if (!isTokentwinError(error, 'ARGUMENT')) throw error;
      this.#state = 'ended-by-restore';
    }
  }

  #stop(state: RecordingState): void {
    const recorder = this.#recorder;
    this.#recorder = null;
    recorder?.stop();
    if (this.#state === 'going') this.#state = state;
  }

  /** A recording that is full lacks its last lines, and its end: what is there can be replayed. */
  #line(text: string): void {
    if (this.#state === 'full') return;
    const characters = text.length + 1;
    if (this.#characters + characters > LIMITS.recordingOfTwin || !this.quota.tryTake(characters)) {
      this.#state = 'full';
      return;
    }
    this.#lines.push(`${text}\n`);
    this.#characters += characters;
  }

  #forget(): void {
    this.quota.giveBack(this.#characters);
    this.#lines = [];
    this.#characters = 0;
  }
}
