/** Every walk through the verifier, on whatever store a world stands. */
import { describe } from 'vitest';
import type { OpenWorld } from '../open-world.js';
import { loginSuite } from './login.js';
import { mobileSuite } from './mobile.js';
import { optingSuite } from './opting.js';
import { ordersSuite } from './orders.js';
import { peopleSuite } from './people.js';
import { pinsSuite } from './pins.js';
import { codesSuite } from './promises-codes.js';
import { guessesSuite } from './promises-guesses.js';
import { sharingSuite } from './sharing.js';
import { temporarySuite } from './temporary.js';
import { withdrawalsSuite } from './withdrawals.js';

export function allSuites(open: OpenWorld): void {
  describe('login', () => loginSuite(open));
  describe('orders', () => ordersSuite(open));
  describe('pins', () => pinsSuite(open));
  describe('temporary', () => temporarySuite(open));
  describe('mobile', () => mobileSuite(open));
  describe('sharing', () => sharingSuite(open));
  describe('opting', () => optingSuite(open));
  describe('withdrawals', () => withdrawalsSuite(open));
  describe('people', () => peopleSuite(open));
  describe('promises-guesses', () => guessesSuite(open));
  describe('promises-codes', () => codesSuite(open));
}
