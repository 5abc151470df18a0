/**
 * Going back in what has come to a card.
 */
import { json, type Route, route } from '../route.js';
import { PastPoint, TwinSummary } from '../schemas/answers.js';
import { Branch, PastQuery } from '../schemas/inputs.js';
import { cardPicture } from '../screen.js';

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
    handle({ id, query: { position } }, house) {
      const hosted = house.dscPlus(id);
      const { frame } = hosted.past.at(Number(position));
      const text = cardPicture(frame.cells, hosted.twin.profile, hosted.summary.serialNumber);
      return { kind: 'text', type: 'image/svg+xml', text };
    },
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
