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
import type { HostedCodeCard } from './hosted-code-card.js';

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
  throw new TokentwinError(
    'API_MEDIA_TYPE',
    'A screen is text/plain or image/svg+xml; PNG is at screen.png.',
  );
}

function shownCard({ twin: { card } }: HostedCodeCard, showSecrets: boolean): typeof card {
  return showSecrets ? card : { ...card, codes: card.codes.map(() => '---') };
}

export function textOf(hosted: HostedTwin, showSecrets: boolean): string {
  if (hosted.kind === 'security-code-card') return codeCardText(shownCard(hosted, showSecrets));
  return `${displayArt(hosted.frame.cells, hosted.twin.profile.display.segments).join('\n')}\n`;
}

/** @returns SVG */
export function pictureOf(hosted: HostedTwin, showSecrets: boolean): string {
  if (hosted.kind === 'security-code-card') return codeCardSvg(shownCard(hosted, showSecrets));
  return cardPicture(hosted.frame.cells, hosted.twin.profile, hosted.summary.serialNumber);
}

/** @returns SVG */
export function cardPicture(
  cells: readonly Cell[],
  { display, name }: DscPlusProfile,
  serialNumber: string,
): string {
  return cardSvg({ cells, segmentCount: display.segments, serialNumber, profileName: name });
}
