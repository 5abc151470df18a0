/**
 * A drawing as PNG on standard output.
 */
import { TokentwinError } from '../../firmware/error.js';
import { pngOf } from '../drawing/png.js';
import { print } from './standard-output.js';

/** @throws TokentwinError ARGUMENT when it would go to a terminal */
export async function printPng(svg: string): Promise<void> {
  if (process.stdout.isTTY)
    throw new TokentwinError(
      'ARGUMENT',
      'A PNG is nothing for a terminal: write > FILE.png behind the command.',
    );
  print(await pngOf(svg));
}
