/**
 * What the monitor sees on the line between a host and a reader, from single bytes up to whole commands.
 *
 * Messages and APDUs are handed on as they were, PINs and responses in them; `words.ts` says them without.
 */
import type { CcidMessage } from '../../../firmware/link/ccid/message.js';
import type { PinOperation } from '../../../firmware/link/ccid/pin-operation.js';
import type { FrameDamage } from '../../../firmware/link/serial/frame.js';
import type { DecodedBlock } from '../../../firmware/link/t1/block.js';

export type Side = 'host' | 'reader';

/** What the data of a message are. */
export type MessageContent =
  | { readonly type: 'data' }
  | { readonly type: 'block'; readonly decoded: DecodedBlock }
  | { readonly type: 'answerToReset' }
  /** The reader is to ask the holder for a PIN. */
  | { readonly type: 'pinEntry'; readonly operation: PinOperation };

export type Observation =
  | {
      readonly type: 'message';
      readonly from: Side;
      /** The whole message as it was. */
      readonly bytes: Uint8Array;
      readonly message: CcidMessage;
      /** The reader sends back the command that it got. */
      readonly isEcho: boolean;
      readonly content: MessageContent;
    }
  | { readonly type: 'negativeAcknowledge'; readonly from: Side }
  | { readonly type: 'timeRequest'; readonly multiplier: number }
  | { readonly type: 'notice'; readonly slot: number; readonly present: boolean }
  | { readonly type: 'damaged'; readonly from: Side; readonly reason: FrameDamage }
  | ApduObservation;

/** A command or response that is complete, put together from its blocks. */
export interface ApduObservation {
  readonly type: 'command' | 'response';
  readonly slot: number;
  /** As it was on the line: a command whose PIN is typed at the reader stands there without it. */
  readonly apdu: Uint8Array;
  /** What it means, without secrets. */
  readonly words: string;
}
