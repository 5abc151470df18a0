/** A host with our driver, on the unix socket of `tokentwin emulate FILE --headless --listen unix:PATH`. */
import { dirname, join } from 'node:path';
import { isTokentwinError, type TokentwinError } from '../../firmware/error.js';
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

/** What an error of the driver says of the card. @throws the error when it says nothing that the model knows */
function answerTo(error: TokentwinError): Answer {
  const { triesLeft, outcomeUnknown } = error.details;
  switch (error.code) {
    case 'PIN_WRONG':
    case 'UNLOCK_WRONG':
      if (triesLeft === undefined) throw error;
      if (triesLeft > 0) return { type: 'told', told: { type: 'refused', triesLeft } };
      return { type: 'told', told: { type: error.code === 'PIN_WRONG' ? 'locked' : 'dead' } };
    case 'CARD_LOCKED':
      return { type: 'told', told: { type: 'locked' } };
    case 'CARD_DEAD':
      return { type: 'told', told: { type: 'dead' } };
    case 'LINE_LOST':
      return { type: 'cut', untouched: outcomeUnknown === false };
    default:
      throw error;
  }
}

/** Null when the process is gone already. */
async function openOrNull(address: string): Promise<Token | null> {
  try {
    return await openToken(address, { application: 'dsc-plus' });
  } catch (error) {
    if (isTokentwinError(error) && GONE.has(error.code)) return null;
    throw error;
  }
}

const GONE = new Set(['LINE_LOST', 'PORT_OPEN', 'PORT_NOT_FOUND']);
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
    const token = isListening ? await openOrNull(`unix:${join(dirname(file), 'card.sock')}`) : null;
    return {
      process: twin,
      async ask(request, question) {
        if (token === null) return UNTOUCHED;
        try {
          return { type: 'told', told: await call(token, request, question, keys) };
        } catch (error) {
          if (!isTokentwinError(error)) throw error;
          return answerTo(error);
        }
      },
      close: async () => token?.close(),
    };
  },
};
