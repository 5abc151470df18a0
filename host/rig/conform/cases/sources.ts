/**
 * The documents that cases refer to more than once.
 */

/** The command table of the card, and what holds for all commands. */
export const CARD_COMMANDS = 'PROTOCOL.md, commands of the card';
export const BENCH_COMMANDS = 'PROTOCOL.md, commands of the bench application';
export const TWO_DOORS = 'PROTOCOL.md: keypad and wire are two doors to one card';
/** A command is carried out once, whatever the line does. */
export const AT_MOST_ONCE = 'PROTOCOL.md, at most once';
