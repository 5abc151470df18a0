/**
 * A line of text that a person edits.
 */

export interface TextField {
  readonly text: string;
  /** Where the next character goes: 0 before the first, the length after the last. */
  readonly cursor: number;
}

export const EMPTY_FIELD: TextField = { text: '', cursor: 0 };

/** Inserts at the cursor what is printable of a text; line ends and other control characters are left out. */
export function insertText({ text, cursor }: TextField, inserted: string): TextField {
  const printable = inserted.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
  return {
    text: text.slice(0, cursor) + printable + text.slice(cursor),
    cursor: cursor + printable.length,
  };
}

/** Applies a key; one that means nothing to the field leaves it as it is. */
export function editField(field: TextField, key: string): TextField {
  const { text, cursor } = field;
  switch (key) {
    case 'backspace':
      if (cursor === 0) return field;
      return { text: text.slice(0, cursor - 1) + text.slice(cursor), cursor: cursor - 1 };
    case 'delete':
      return { text: text.slice(0, cursor) + text.slice(cursor + 1), cursor };
    case 'left':
      return { text, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { text, cursor: Math.min(text.length, cursor + 1) };
    case 'home':
      return { text, cursor: 0 };
    case 'end':
      return { text, cursor: text.length };
    default:
      return key.length === 1 ? insertText(field, key) : field;
  }
}
