/**
 * The server itself, its document, and what happens on it.
 */
import { TokentwinError } from '../../../firmware/error.js';
import { makeTwin } from '../make-twin.js';
import { json, NOTHING, type Route, route } from '../route.js';
import { OpenApiDocument, ServerInfo, TwinList, TwinSummary } from '../schemas/answers.js';
import { NewTwin } from '../schemas/inputs.js';

/** @throws TokentwinError API_INPUT */
function lastIdOf(header: string | null): number | null {
  if (header === null || header === '') return null;
  if (/^[0-9]{1,15}$/.test(header)) return Number(header);
  throw new TokentwinError('API_INPUT', 'Last-Event-ID is the number of an event.', {
    place: 'Last-Event-ID',
  });
}

const EVENTS = { types: ['text/event-stream'] };

export const SERVER_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    operation: 'getServer',
    summary: 'What the server is, how many twins it has, requests that wait, and event streams',
    answer: { schema: ServerInfo },
    handle: (_, { options, twins, waits, streams }) =>
      json({
        product: 'tokentwin',
        version: options.version,
        warning: 'test devices, not issued by any broker',
        twins: twins.length,
        waiting: waits.taken,
        streams: streams.taken,
        showsSecrets: options.showSecrets,
      }),
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    operation: 'getDocument',
    summary: 'This document',
    answer: { schema: OpenApiDocument },
    handle: (_, house) => json(house.document()),
  }),
  route({
    method: 'GET',
    path: '/events',
    operation: 'streamEvents',
    summary: 'Frames of all twins, and twins made and removed, as they happen',
    answer: EVENTS,
    refusals: ['API_LIMIT'],
    handle: ({ lastEventId }, house) => ({
      kind: 'stream',
      stream: house.openStream(null, lastIdOf(lastEventId)),
    }),
  }),
  route({
    method: 'POST',
    path: '/twins',
    operation: 'createTwin',
    summary: 'Makes a twin in memory: a DSC+ on manual time, or a Security Code Card',
    status: 201,
    body: NewTwin,
    answer: { schema: TwinSummary },
    refusals: ['API_LIMIT', 'PROFILE_UNKNOWN', 'PIN_FORMAT', 'PIN_WEAK', 'KEY_LENGTH', 'CARD_SERIAL'],
    handle({ body }, house) {
      house.checkRoom();
      return json(house.add(makeTwin(body, house.nextSeed()), 'api').summary);
    },
  }),
  route({
    method: 'GET',
    path: '/twins',
    operation: 'listTwins',
    summary: 'All twins, the oldest first',
    answer: { schema: TwinList },
    handle: (_, { twins }) => json({ twins: twins.map(({ summary }) => summary) }),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}',
    operation: 'getTwin',
    summary: 'One twin',
    answer: { schema: TwinSummary },
    handle: ({ id }, house) => json(house.twin(id).summary),
  }),
  route({
    method: 'DELETE',
    path: '/twins/{id}',
    operation: 'removeTwin',
    summary: 'Removes a twin; its id is never used again',
    status: 204,
    answer: { nothing: true },
    refusals: ['API_TWIN_KIND'],
    handle({ id }, house) {
      house.remove(id);
      return NOTHING;
    },
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/events',
    operation: 'streamTwinEvents',
    summary: 'Frames of one twin as they happen',
    answer: EVENTS,
    refusals: ['API_LIMIT'],
    handle: ({ id, lastEventId }, house) => ({
      kind: 'stream',
      stream: house.openStream(house.twin(id).summary.id, lastIdOf(lastEventId)),
    }),
  }),
];
