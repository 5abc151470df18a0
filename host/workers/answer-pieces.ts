/**
 * One thread's share of a job: an engine of its own, piece after piece until none is left.
 *
 * Promises: a thread that gets no piece makes no engine; the engine is destroyed with the last piece, also when
 * a piece is refused or the caller gives up. After a refusal nobody takes another piece.
 */
import { type ErrorCode, isTokentwinError } from '../../firmware/error.js';
import { HotpEngine } from '../../firmware/oath/engine/hotp-engine.js';
import { OcraEngine } from '../../firmware/oath/engine/ocra-engine.js';
import type { HotpJob, Job, OcraJob } from './job.js';
import type { Pieces } from './pieces.js';

/** An engine's refusal, as it crosses from thread to thread. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** The first response of the piece that was refused. */
  readonly start: number;
}

/** An engine that is ready for a job. */
interface PreparedEngine {
  answer(start: number, end: number): void;
  destroy(): void;
}

function prepareHotp({ key, hash, digits, first, numbers }: HotpJob): PreparedEngine {
  const engine = new HotpEngine(key, { hash, digits });
  return {
    answer: (start, end) => engine.numbers(first + BigInt(start), numbers.subarray(start, end)),
    destroy: () => engine.destroy(),
  };
}

function prepareOcra({ suite, key, questions, fixed, mode, numbers }: OcraJob): PreparedEngine {
  const engine = new OcraEngine(suite, key);
  return {
    answer: (start, end) =>
      engine.respondNumbers(questions.subarray(start, end), numbers.subarray(start, end), fixed, mode),
    destroy: () => engine.destroy(),
  };
}

/**
 * Answers what the others leave; gives way after each piece.
 *
 * @returns why the last piece was refused, or null if none was
 */
export function* answerPieces(job: Job, pieces: Pieces): Generator<void, Refusal | null> {
  let engine: PreparedEngine | null = null;
  try {
    for (let piece = pieces.take(); piece !== null; piece = pieces.take()) {
      const { start, end } = piece;
      try {
        engine ??= job.kind === 'hotp' ? prepareHotp(job) : prepareOcra(job);
        engine.answer(start, end);
      } catch (error) {
        pieces.stop();
        if (isTokentwinError(error)) return { code: error.code, message: error.message, start };
        throw error;
      }
      yield;
    }
    return null;
  } finally {
    engine?.destroy();
  }
}
