/** Reading a picture back as text. */
import type { Picture } from '../../emulator/terminal/picture.js';

/** The text of a picture, without the blanks at the ends of its lines. */
export function textLines({ lines }: Picture): string[] {
  return lines.map((spans) =>
    spans
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}
