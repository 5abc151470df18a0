/**
 * Every route of the API, in the order of its document.
 */
import type { Route } from '../route.js';
import { KEEPING_ROUTES } from './keeping-routes.js';
import { KEYPAD_ROUTES } from './keypad-routes.js';
import { PAST_ROUTES } from './past-routes.js';
import { SERVER_ROUTES } from './server-routes.js';

export const ROUTES: readonly Route[] = [
  ...SERVER_ROUTES,
  ...KEYPAD_ROUTES,
  ...KEEPING_ROUTES,
  ...PAST_ROUTES,
];
