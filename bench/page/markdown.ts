/**
 * Pieces of Markdown.
 */

/** @param right numbers of the columns that are aligned to the right */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (right.includes(index) ? '--:' : '---'));
  return [row(head), row(rule), ...rows.map(row), ''];
}

/** Lines that belong to one paragraph, and the empty line behind it. */
export function paragraph(...sentences: readonly string[]): readonly string[] {
  return [sentences.join(' '), ''];
}
