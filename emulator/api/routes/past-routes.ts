/**
 * Going back in what has come to a card.
 */
import { pngOf } from '../../drawing/png.js';
import type { ApiHouse } from '../api-house.js';
import { content, json, type Route, route } from '../route.js';
import { PastPoint, TwinSummary } from '../schemas/answers.js';
import { Branch, PastQuery } from '../schemas/inputs.js';
import { cardPicture } from '../screen.js';

/** @returns SVG */
function pastPicture(house: ApiHouse, id: string, position: string): string {
  const { past, twin, summary } = house.dscPlus(id);
  return cardPicture(past.at(Number(position)).frame.cells, twin.profile, summary.serialNumber);
}

export const PAST_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/twins/{id}/history',
    operation: 'getPast',
    summary: 'The card as it was after so many inputs, 0 is before the first',
    query: PastQuery,
    answer: { schema: PastPoint },
    refusals: ['API_TWIN_KIND', 'API_PAST'],
    handle: ({ id, query: { position } }, house) => json(house.dscPlus(id).past.at(Number(position))),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/history/screen',
    operation: 'getPastScreen',
    summary: 'A picture of the card as it was then',
    query: PastQuery,
    answer: { types: ['image/svg+xml'] },
    refusals: ['API_TWIN_KIND', 'API_PAST'],
    handle: ({ id, query: { position } }, house) =>
      content('image/svg+xml', pastPicture(house, id, position)),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/history/screen.png',
    operation: 'getPastScreenPng',
    summary: 'The same picture as PNG',
    query: PastQuery,
    answer: { types: ['image/png'] },
    refusals: ['API_TWIN_KIND', 'API_PAST'],
    handle: async ({ id, query: { position } }, house) =>
      content('image/png', await pngOf(pastPicture(house, id, position))),
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/history/branch',
    operation: 'branchTwin',
    summary: 'Makes a twin that goes on from there, on manual time',
    status: 201,
    body: Branch,
    answer: { schema: TwinSummary },
    refusals: ['API_TWIN_KIND', 'API_PAST', 'API_LIMIT'],
    handle({ id, body: { position } }, house) {
      house.checkRoom();
      const hosted = house.dscPlus(id);
      const twin = hosted.past.branch(position);
      const name = `${hosted.summary.name} from input ${position}`.slice(-64);
      return json(house.add({ kind: 'dsc-plus', name, twin, file: null }, 'api').summary);
    },
  }),
];
