/**
 * What was and can be again: snapshots and the recording; and the card by its contacts, or as it is printed.
 */
import { bytesToHex, hexBytes } from '../../../firmware/oath/bytes.js';
import { content, json, NOTHING, type Route, route } from '../route.js';
import {
  AnswerToReset,
  CardValues,
  Frame,
  ResponseApdu,
  Snapshot,
  SnapshotList,
} from '../schemas/answers.js';
import { CommandApdu, Lookup, NewSnapshot, Nothing } from '../schemas/inputs.js';

export const KEEPING_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/twins/{id}/snapshots',
    operation: 'keepSnapshot',
    summary: 'Keeps the twin as it is under a name, in memory',
    status: 201,
    body: NewSnapshot,
    answer: { schema: Snapshot },
    refusals: ['API_TWIN_KIND', 'API_SNAPSHOT', 'API_LIMIT'],
    handle: ({ id, body }, house) => json(house.dscPlus(id).keep(body.name)),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/snapshots',
    operation: 'listSnapshots',
    summary: 'The snapshots of a twin',
    answer: { schema: SnapshotList },
    refusals: ['API_TWIN_KIND'],
    handle: ({ id }, house) => json({ snapshots: house.dscPlus(id).snapshots }),
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/snapshots/{name}/restore',
    operation: 'restoreSnapshot',
    summary: 'The twin goes on from a snapshot; its frame has a new number',
    body: Nothing,
    answer: { schema: Frame },
    refusals: ['API_TWIN_KIND', 'API_SNAPSHOT_UNKNOWN'],
    handle: ({ id, name }, house) => json(house.dscPlus(id).restore(name)),
  }),
  route({
    method: 'DELETE',
    path: '/twins/{id}/snapshots/{name}',
    operation: 'removeSnapshot',
    summary: 'Forgets a snapshot',
    status: 204,
    answer: { nothing: true },
    refusals: ['API_TWIN_KIND', 'API_SNAPSHOT_UNKNOWN'],
    handle({ id, name }, house) {
      house.dscPlus(id).forget(name);
      return NOTHING;
    },
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/recording',
    operation: 'getRecording',
    summary:
      'The recording since the twin was made, with its secrets; the header Tokentwin-Recording says whether it goes on',
    answer: { types: ['application/jsonl'] },
    refusals: ['API_TWIN_KIND'],
    handle({ id }, house) {
      const { recording } = house.dscPlus(id);
      const headers = { 'Tokentwin-Recording': recording.state };
      return { ...content('application/jsonl', recording.text), headers };
    },
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/apdu',
    operation: 'transmit',
    summary: 'A whole command APDU; the card is given power at the first. Its recording ends then',
    body: CommandApdu,
    answer: { schema: ResponseApdu },
    refusals: ['API_TWIN_KIND', 'CARD_MUTE'],
    handle({ id, body }, house) {
      const command = hexBytes(body.command, 'command');
      const response = house.twin(id).onContact((contact) => contact.transmit(command));
      return json({ response: bytesToHex(response) });
    },
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/apdu/reset',
    operation: 'resetCard',
    summary: "Takes the power of the card's contacts away and gives it back",
    body: Nothing,
    answer: { schema: AnswerToReset },
    refusals: ['API_TWIN_KIND', 'CARD_MUTE'],
    handle: ({ id }, house) =>
      json({ atr: bytesToHex(house.twin(id).onContact((contact) => contact.reset())) }),
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/lookup',
    operation: 'lookUp',
    summary: 'The codes of some index numbers as they are printed, in the order asked',
    body: Lookup,
    answer: { schema: CardValues },
    refusals: ['API_TWIN_KIND'],
    handle({ id, body: { indices } }, house) {
      const { twin } = house.codeCard(id);
      return json({ entries: twin.lookUp(indices), values: twin.values(indices) });
    },
  }),
];
