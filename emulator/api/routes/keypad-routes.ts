/**
 * A card in the hand: its keys, what it shows, and what a test may do to it.
 */
import type { z } from 'zod';
import type { CardFaults } from '../../board/card-faults.js';
import { pngOf } from '../../drawing/png.js';
import type { DscPlus } from '../../twin/dsc-plus.js';
import type { SecurityCodeCard } from '../../twin/security-code-card.js';
import { type Answer, content, json, type Route, route } from '../route.js';
import { Frame, ResponseShown, TwinStatus } from '../schemas/answers.js';
import {
  BatteryCharge,
  FaultChanges,
  FrameQuery,
  KeyStep,
  Nothing,
  PrintFaults,
  ScreenQuery,
  TimeStep,
} from '../schemas/inputs.js';
import { acceptedFormat, pictureOf, textOf } from '../screen.js';

function operate(twin: DscPlus, step: z.infer<typeof KeyStep>): void {
  if ('press' in step) twin.press(step.press);
  else if ('hold' in step) twin.hold(step.hold, { ms: step.ms });
  else if ('type' in step) twin.type(step.type);
  else if ('down' in step) twin.keyDown(step.down);
  else twin.keyUp(step.up);
}

function codeCardStatus({ card, expiresUnixSeconds, print }: SecurityCodeCard) {
  const { serialNumber, checkValue } = card;
  const { smudged = [], misprinted = [] } = print;
  return {
    kind: 'security-code-card',
    ...{ serialNumber, checkValue, expiresUnixSeconds, smudged, misprinted },
  };
}

const FRAME = { schema: Frame };

export const KEYPAD_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/twins/{id}/keys',
    operation: 'pressKeys',
    summary: 'Presses, holds or types; the answer is the settled frame',
    body: KeyStep,
    answer: FRAME,
    refusals: ['API_TWIN_KIND'],
    handle: ({ id, body }, house) => json(house.dscPlus(id).step((twin) => operate(twin, body))),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/frame',
    operation: 'getFrame',
    summary:
      'The frame as it is; with `after` or `text`, the first one with a higher number, or that shows the text',
    query: FrameQuery,
    answer: FRAME,
    refusals: ['API_TWIN_KIND', 'API_LIMIT', 'API_CLOSED'],
    handle({ id, query: { after, text }, signal }, house): Answer | Promise<Answer> {
      const condition = { after: after === undefined ? undefined : Number(after), text };
      const frame = house.dscPlus(id).frameThat(condition, signal);
      return frame instanceof Promise ? frame.then(json) : json(frame);
    },
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/response',
    operation: 'getResponse',
    summary:
      'The whole response while the card shows it, in clear because it is asked for by name; else null',
    answer: { schema: ResponseShown },
    refusals: ['API_TWIN_KIND'],
    handle: ({ id }, house) => json({ response: house.dscPlus(id).twin.response }),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/screen',
    operation: 'getScreen',
    summary: 'A picture, by `format` or by the Accept header',
    query: ScreenQuery,
    answer: { types: ['text/plain', 'image/svg+xml'] },
    refusals: ['API_MEDIA_TYPE'],
    handle({ id, query: { format: asked }, accept }, house) {
      const format = asked ?? acceptedFormat(accept);
      const { showSecrets } = house.options;
      if (format === 'text') return content('text/plain; charset=utf-8', textOf(house.twin(id), showSecrets));
      return content('image/svg+xml', pictureOf(house.twin(id), showSecrets));
    },
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/screen.png',
    operation: 'getScreenPng',
    summary: 'A picture as PNG',
    answer: { types: ['image/png'] },
    handle: async ({ id }, house) =>
      content('image/png', await pngOf(pictureOf(house.twin(id), house.options.showSecrets))),
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/time',
    operation: 'advanceTime',
    summary: 'Lets virtual time pass',
    body: TimeStep,
    answer: FRAME,
    refusals: ['API_TWIN_KIND'],
    handle: ({ id, body }, house) =>
      json(house.dscPlus(id).step((twin) => twin.advance({ ms: body.advanceMs }))),
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/battery',
    operation: 'setBattery',
    summary: 'Sets the charge: 0 is a flat battery, null lets the card estimate it',
    body: BatteryCharge,
    answer: FRAME,
    refusals: ['API_TWIN_KIND'],
    handle: ({ id, body }, house) => json(house.dscPlus(id).step((twin) => twin.setBattery(body.percent))),
  }),
  route({
    method: 'PUT',
    path: '/twins/{id}/faults',
    operation: 'setFaults',
    summary: 'Makes something wrong with the card, or right again; what is not named stays as it is',
    body: FaultChanges,
    answer: FRAME,
    refusals: ['API_TWIN_KIND', 'ARGUMENT'],
    handle: ({ id, body }, house) =>
      json(house.dscPlus(id).step((twin) => twin.setFaults(body as Partial<CardFaults>))),
  }),
  route({
    method: 'PUT',
    path: '/twins/{id}/print',
    operation: 'setPrint',
    summary: 'Makes the print of a code card wrong at these index numbers and right at all others',
    body: PrintFaults,
    answer: { schema: TwinStatus },
    refusals: ['API_TWIN_KIND', 'CARD_INDEX'],
    handle({ id, body: { smudged = [], misprinted = [] } }, house) {
      const { twin } = house.codeCard(id);
      twin.setPrint({ smudged, misprinted });
      return json(codeCardStatus(twin));
    },
  }),
  route({
    method: 'POST',
    path: '/twins/{id}/power-cut',
    operation: 'cutPower',
    summary: 'Takes the battery out and puts it back',
    body: Nothing,
    answer: FRAME,
    refusals: ['API_TWIN_KIND'],
    handle: ({ id }, house) => json(house.dscPlus(id).step((twin) => twin.cutPower())),
  }),
  route({
    method: 'GET',
    path: '/twins/{id}/status',
    operation: 'getStatus',
    summary: 'What the chip knows and nobody has to keep secret',
    answer: { schema: TwinStatus },
    handle({ id }, house) {
      const hosted = house.twin(id);
      if (hosted.kind === 'security-code-card') {
        return json(codeCardStatus(hosted.twin));
      }
      const { counter, ...status } = hosted.twin.status();
      const { faults } = hosted.twin;
      return json({
        kind: hosted.kind,
        ...status,
        counter: counter === null ? null : String(counter),
        faults,
      });
    },
  }),
];
