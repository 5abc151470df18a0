/**
 * Input in blocks of whole lines: what a read ends in the middle of waits for the rest.
 *
 * Promises: a block is given before the next read, so that whoever writes line by line is answered line by
 * line; memory is bounded by the longest line that is allowed. Of a longer line only so much comes that it
 * is seen to be too long.
 */

const LINE_FEED = 10;
/** A pipe gives less at a time, a file as much. */
const READ_BYTES = 262_144;

/** Reads into the target at an offset, at most so many bytes. @returns how many, 0 at the end */
export type Read = (target: Buffer, offset: number, maximumBytes: number) => number;

/**
 * @param maximumBytes of a line without its line feed; a longer one is cut to one byte more
 * @returns blocks in which every line ends with a line feed, the last one too; each is good until the next
 */
export function* wholeLines(read: Read, maximumBytes: number): Generator<Buffer, void> {
  const bytes = Buffer.allocUnsafe(maximumBytes + 1 + READ_BYTES);
  /** Bytes of a line whose end has not come yet. */
  let begun = 0;
  for (let length = read(bytes, 0, READ_BYTES); length > 0; length = read(bytes, begun, READ_BYTES)) {
    let end = begun + length;
    if (begun > maximumBytes) {
      // Of a line that is too long what comes is dropped up to its end.
      const lineEnd = bytes.subarray(begun, end).indexOf(LINE_FEED);
      if (lineEnd === -1) continue;
      bytes.copyWithin(begun, begun + lineEnd, end);
      end -= lineEnd;
    }
    const wholeEnd = begun + bytes.subarray(begun, end).lastIndexOf(LINE_FEED) + 1;
    if (wholeEnd > begun) {
      yield bytes.subarray(0, wholeEnd);
      bytes.copyWithin(0, wholeEnd, end);
      begun = end - wholeEnd;
    } else begun = end;
    begun = Math.min(begun, maximumBytes + 1);
  }
  if (begun === 0) return;
  bytes[begun] = LINE_FEED;
  yield bytes.subarray(0, begun + 1);
}
