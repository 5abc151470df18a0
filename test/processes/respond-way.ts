/** One login, one process: `tokentwin respond FILE`. */
import { TwinProcess } from './twin-process.js';
import { type Answer, actsOf, CUT, type Way } from './way.js';

function answerOf({ stdout, stderr }: TwinProcess): Answer {
  const digits = /^([0-9]{8})\n$/.exec(stdout)?.[1];
  if (digits !== undefined) return { type: 'told', told: { type: 'response', digits } };
  const triesLeft = /: ([0-9]) more .*\(PIN_WRONG\)\n/.exec(stderr)?.[1];
  if (triesLeft !== undefined)
    return { type: 'told', told: { type: 'refused', triesLeft: Number(triesLeft) } };
  if (stderr.includes('(CARD_LOCKED)\n')) return { type: 'told', told: { type: 'locked' } };
  return CUT;
}

export const RESPOND_WAY: Way = {
  name: 'respond',
  errands: ['login'],
  moments: ['call', 'change', 'delay', 'start'],
  requests: (errand) => [actsOf(errand)],
  requestsPerProcess: 1,
  async start({ file, hook, first: [verify, respond], spawned }) {
    if (verify?.type !== 'verify' || respond?.type !== 'respond') throw new Error('respond is a login');
    const words = ['respond', file, '--pin', verify.pin, '--challenge', respond.challenge];
    const twin = new TwinProcess(file, words, hook);
    spawned(twin);
    return {
      process: twin,
      async ask() {
        await twin.ended;
        return answerOf(twin);
      },
      close: async () => undefined,
    };
  },
};
