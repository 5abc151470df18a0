/**
 * The names of the computer's keys: a printable character is itself, the others have a name of several letters.
 */

/** A key as blessed reports it, as far as it is used here. */
export interface ReportedKey {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

/** blessed reports Enter twice, as `return` and as `enter`; the second is left out. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['return', 'enter'],
  ['linefeed', 'enter'],
  ...[
    ...['backspace', 'delete', 'escape', 'tab', 'up', 'down', 'left', 'right', 'home', 'end'],
    ...['pageup', 'pagedown'],
  ].map((name): [string, string] => [name, name]),
]);

/** @returns null for a key that the emulator has no use for */
export function keyFrom(character: string | undefined, reported: ReportedKey): string | null {
  const name = reported.name ?? '';
  if (reported.meta === true) return null;
  if (name === 'tab' && reported.shift === true) return 'shift-tab';
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  if (reported.ctrl === true) return name.length === 1 ? `ctrl-${name}` : null;
  return character !== undefined && character.length === 1 && character >= ' ' && name !== 'enter'
    ? character
    : null;
}
