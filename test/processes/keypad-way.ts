/** The keys of a running twin: `tokentwin emulate FILE --headless`, each frame an answer. */
import type { Act, CardKeys, Told } from './card-model.js';
import { TwinProcess } from './twin-process.js';
import { actsOf, answerText, CUT, type Way } from './way.js';

/** On from whatever it shows: what it shows goes by itself within 300 seconds. */
const SWITCH_ON = ['advance 400', 'press power'];

/** The keys for an act, and the frames that can be its answer. */
function keysFor(act: Act, question: string, keys: CardKeys): readonly [string[], RegExp] {
  switch (act.type) {
    case 'verify': {
      const enter = [`type ${act.pin}`, 'press ok'];
      return act.purpose === 'login'
        ? [[...SWITCH_ON, ...enter], /^(CHALLNG>|PIN ERR[0-9]|LOCKED)$/]
        : [[...SWITCH_ON, 'hold ok 2000', ...enter], /^(NEW PIN>|PIN ERR[0-9]|LOCKED)$/];
    }
    case 'respond':
      return [[`type ${act.challenge}`, 'press ok'], /^[0-9]{8}$/];
    case 'setPin':
      return [[`type ${act.pin}`, 'press ok', `type ${act.pin}`, 'press ok'], /^PIN SET$/];
    case 'askQuestion':
      return [[...SWITCH_ON, 'advance 3'], /^([0-9]{8}|DEAD)$/];
    case 'answer':
      return [
        ['press ok', `type ${answerText(act.isRight, question, keys)}`, 'press ok'],
        /^(NEW PIN>|FAIL [0-9]|DEAD)$/,
      ];
  }
}

function toldBy(frame: string, act: Act): Told {
  if (/^[0-9]{8}$/.test(frame))
    return { type: act.type === 'askQuestion' ? 'question' : 'response', digits: frame };
  const triesLeft = /^(?:PIN ERR|FAIL )([0-9])$/.exec(frame)?.[1];
  if (triesLeft !== undefined) return { type: 'refused', triesLeft: Number(triesLeft) };
  switch (frame) {
    case 'LOCKED':
      return { type: 'locked' };
    case 'DEAD':
      return { type: 'dead' };
    case 'PIN SET':
      return { type: 'stored' };
    default:
      return { type: 'accepted' };
  }
}

export const KEYPAD_WAY: Way = {
  name: 'keypad',
  errands: ['login', 'changePin', 'unlock'],
  moments: ['call', 'change', 'line', 'delay', 'told', 'start'],
  requests: (errand) => actsOf(errand).map((act) => [act]),
  requestsPerProcess: 8,
  async start({ file, keys, hook, spawned }) {
    const twin = new TwinProcess(file, ['emulate', file, '--headless'], hook);
    spawned(twin);
    return {
      process: twin,
      async ask([act], question) {
        if (act === undefined) throw new Error('nothing is asked');
        const [lines, answer] = keysFor(act, question, keys);
        twin.tell(lines);
        for (;;) {
          const frame = (await twin.line(/^#[0-9]+ (.*)$/))?.[1];
          if (frame === undefined) return CUT;
          if (answer.test(frame)) return { type: 'told', told: toldBy(frame, act) };
        }
      },
      close: async () => undefined,
    };
  },
};
