/**
 * A picture of a twin, as text or SVG, masked where it is secret.
 */
import type { Cell } from '../../firmware/display/cell.js';
import type { DscPlusProfile } from '../../firmware/dsc-plus/profile.js';
import { TokentwinError } from '../../firmware/error.js';
import { cardSvg } from '../drawing/card-svg.js';
import { codeCardSvg } from '../drawing/code-card-svg.js';
import { codeCardText } from '../drawing/code-card-text.js';
import { displayArt } from '../drawing/display-art.js';
import type { HostedTwin } from './api-house.js';

export type ScreenFormat = 'text' | 'svg';

const TYPES: readonly (readonly [RegExp, ScreenFormat])[] = [
  [/^image\/(svg\+xml|\*)$/, 'svg'],
  [/^(text\/(plain|\*)|\*\/\*)$/, 'text'],
];

/**
 * The format that an Accept header asks for first; without one it is text.
 *
 * @throws TokentwinError API_MEDIA_TYPE
 */
export function acceptedFormat(accept: string): ScreenFormat {
  if (accept.trim() === '') return 'text';
  for (const wanted of accept.split(',')) {
    const type = wanted.split(';')[0]?.trim().toLowerCase() ?? '';
    const format = TYPES.find(([pattern]) => pattern.test(type))?.[1];
    if (format !== undefined) return format;
  }
  throw new TokentwinError('API_MEDIA_TYPE', 'A screen is text/plain or image/svg+xml.');
}

export function screenOf(twin: HostedTwin, format: ScreenFormat, showSecrets: boolean): string {
  if (twin.kind === 'security-code-card') {
    const { card } = twin.twin;
    const shown = showSecrets ? card : { ...card, codes: card.codes.map(() => '---') };
    return format === 'svg' ? codeCardSvg(shown) : codeCardText(shown);
  }
  const { cells } = twin.frame;
  const { display } = twin.twin.profile;
  if (format === 'text') return `${displayArt(cells, display.segments).join('\n')}\n`;
  return cardPicture(cells, twin.twin.profile, twin.summary.serialNumber);
}

export function cardPicture(
  cells: readonly Cell[],
  { display, name }: DscPlusProfile,
  serialNumber: string,
): string {
  return cardSvg({ cells, segmentCount: display.segments, serialNumber, profileName: name });
}
