/** A host with our driver, on the unix socket of `tokentwin emulate FILE --headless --listen unix:PATH`. */
import { dirname, join } from 'node:path';
import { isTokentwinError, TokentwinError } from '../../firmware/error.js';
import { openToken } from '../../host/driver/open-token.js';
import type { Token } from '../../host/driver/token.js';
import type { CardKeys, Request, Told } from './card-model.js';
import { TwinProcess } from './twin-process.js';
import { type Answer, actsOf, answerText, type Errand, type Way } from './way.js';

function requestsOf(errand: Errand): readonly Request[] {
  const acts = actsOf(errand);
  switch (errand.type) {
    case 'login':
      return acts.map((act) => [act]);
    case 'changePin':
      return [acts];
    case 'unlock':
      return [acts.slice(0, 1), acts.slice(1)];
  }
}

async function call(token: Token, request: Request, question: string, keys: CardKeys): Promise<Told> {
  const [act, next] = request;
  const newPin = next?.type === 'setPin' ? next.pin : '';
  switch (act?.type) {
    case 'verify':
      if (next === undefined) {
        await token.verify(act.pin);
        return { type: 'accepted' };
      }
      await token.changePin(act.pin, newPin);
      return { type: 'stored' };
    case 'respond':
      return { type: 'response', digits: await token.respond(act.challenge) };
    case 'askQuestion':
      return { type: 'question', digits: await token.unlockQuestion() };
    case 'answer':
      await token.unlock(answerText(act.isRight, question, keys), newPin);
      return { type: 'stored' };
    default:
      throw new Error('the wire has no such request');
  }
}

/** What an error of the driver says of the card; null when it says nothing of it. */
function toldBy({ code, details }: TokentwinError): Told | null {
  const { triesLeft = 0 } = details;
  switch (code) {
    case 'PIN_WRONG':
      return triesLeft > 0 ? { type: 'refused', triesLeft } : { type: 'locked' };
    case 'UNLOCK_WRONG':
      return triesLeft > 0 ? { type: 'refused', triesLeft } : { type: 'dead' };
    case 'CARD_LOCKED':
      return { type: 'locked' };
    case 'CARD_DEAD':
      return { type: 'dead' };
    default:
      return null;
  }
}

/** What the driver says, which is of the card, or of a process that has died: that is waited for. */
async function orDied<T>(twin: TwinProcess, act: () => Promise<T>): Promise<T | TokentwinError> {
  try {
    return await act();
  } catch (error) {
    if (!isTokentwinError(error)) throw error;
    if (toldBy(error) === null) await twin.line(NOTHING);
    return error;
  }
}

/** Never matches. */
const NOTHING = /(?!)/;
const UNTOUCHED: Answer = { type: 'cut', untouched: true };

export const WIRE_WAY: Way = {
  name: 'wire',
  errands: ['login', 'changePin', 'unlock'],
  moments: ['call', 'change', 'delay', 'told', 'start'],
  requests: requestsOf,
  requestsPerProcess: 8,
  async start({ file, keys, hook, spawned }) {
    const words = ['emulate', file, '--headless', '--listen', 'unix:card.sock'];
    const twin = new TwinProcess(file, words, hook);
    spawned(twin);
    const isListening = (await twin.line(/^line /)) !== null;
    const address = `unix:${join(dirname(file), 'card.sock')}`;
    const opened = isListening
      ? await orDied(twin, () => openToken(address, { application: 'dsc-plus' }))
      : null;
    const token = opened instanceof TokentwinError ? null : opened;
    return {
      process: twin,
      async ask(request, question) {
        if (token === null) return UNTOUCHED;
        const outcome = await orDied(twin, () => call(token, request, question, keys));
        if (!isTokentwinError(outcome)) return { type: 'told', told: outcome };
        const told = toldBy(outcome);
        return told !== null
          ? { type: 'told', told }
          : { type: 'cut', untouched: outcome.details.outcomeUnknown === false };
      },
      close: async () => token?.close(),
    };
  },
};
