/**
 * What the environment says about the terminal.
 */
import { TokentwinError } from '../../firmware/error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Abilities {
  /** Can it show characters beyond ASCII? */
  readonly utf8: boolean;
  readonly colours: boolean;
}

/**
 * UTF-8 as POSIX names it (LC_ALL before LC_CTYPE before LANG; none set means the C locale), and always on
 * Windows, which has no such variables. Colours unless NO_COLOR is set (no-color.org).
 *
 * @throws TokentwinError TERMINAL when the terminal cannot place its cursor
 */
export function abilitiesOf(environment: Environment, platform: string): Abilities {
  if (environment.TERM === 'dumb') {
    throw new TokentwinError(
      'TERMINAL',
      'This terminal (TERM=dumb) cannot show the emulator: use another one, or --headless.',
    );
  }
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return {
    utf8: platform === 'win32' || /utf-?8/i.test(locale),
    colours: (environment.NO_COLOR ?? '') === '',
  };
}
