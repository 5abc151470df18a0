/**
 * A frame as the API shows it: masked where it is secret, unless the server was started to show secrets.
 */
import type { SegmentCount } from '../../firmware/display/cell.js';
import { maskedCells, maskedText } from '../drawing/masked.js';
import type { Frame } from '../twin/frame.js';

export interface ShownFrame extends Frame {
  /** Are digits replaced by dashes? */
  readonly isMasked?: true;
}

export function shownFrame(frame: Frame, segments: SegmentCount, showSecrets: boolean): ShownFrame {
  if (frame.isSecret !== true || showSecrets) return frame;
  return { ...frame, text: maskedText(frame), cells: maskedCells(frame, segments), isMasked: true };
}
