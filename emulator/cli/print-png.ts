/**
 * A drawing as PNG on standard output; what draws it is loaded only then.
 */
import { TokentwinError } from '../../firmware/error.js';
import { print } from './standard-output.js';

/** @throws TokentwinError ARGUMENT when it would go to a terminal */
export async function printPng(svg: string): Promise<void> {
  if (process.stdout.isTTY)
    throw new TokentwinError(
      'ARGUMENT',
      'A PNG is nothing for a terminal: write > FILE.png behind the command.',
    );
  const { pngOf } = await import('../drawing/png.js');
  print(await pngOf(svg));
}
