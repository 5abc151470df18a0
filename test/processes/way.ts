/**
 * A way in which a user reaches the card of a token file. It says a request in its own words and puts what it hears
 * into those of the model.
 */
import { type Act, type CardKeys, type Request, rightAnswer, type Told } from './card-model.js';
import type { HookPlan } from './hook-plan.js';
import type { KillMomentType } from './kill-moment.js';
import type { TwinProcess } from './twin-process.js';

/** What its holder wants of a card. */
export type Errand =
  | { readonly type: 'login'; readonly pin: string; readonly challenge: string }
  | { readonly type: 'changePin'; readonly pin: string; readonly newPin: string }
  | { readonly type: 'unlock'; readonly isRight: boolean; readonly newPin: string };

/** What became of a request. */
export type Answer =
  | { readonly type: 'told'; readonly told: Told }
  /** The process ended before it told anything; `untouched`: the driver says that the card did nothing. */
  | { readonly type: 'cut'; readonly untouched: boolean };

export const CUT: Answer = { type: 'cut', untouched: false };

/** A process that serves one token file. */
export interface Service {
  readonly process: TwinProcess;
  /** @param question that the card told, for an answer */
  ask(request: Request, question: string): Promise<Answer>;
  /** What the user holds is let go; the process has ended before. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly file: string;
  readonly keys: CardKeys;
  readonly hook: HookPlan | null;
  /** The request that will be asked first. */
  readonly first: Request;
  /** Called as soon as there is a process. */
  readonly spawned: (process: TwinProcess) => void;
}

export interface Way {
  readonly name: string;
  /** The errands that can be run this way. */
  readonly errands: readonly Errand['type'][];
  /** The moments that its processes have. */
  readonly moments: readonly KillMomentType[];
  /** What is acknowledged together. */
  requests(errand: Errand): readonly Request[];
  /** How many requests one process is asked at most. */
  readonly requestsPerProcess: number;
  start(options: StartOptions): Promise<Service>;
}

export function actsOf(errand: Errand): Act[] {
  switch (errand.type) {
    case 'login':
      return [
        { type: 'verify', pin: errand.pin, purpose: 'login' },
        { type: 'respond', challenge: errand.challenge },
      ];
    case 'changePin':
      return [
        { type: 'verify', pin: errand.pin, purpose: 'changePin' },
        { type: 'setPin', pin: errand.newPin },
      ];
    case 'unlock':
      return [
        { type: 'askQuestion' },
        { type: 'answer', isRight: errand.isRight },
        { type: 'setPin', pin: errand.newPin },
      ];
  }
}

/** The eight digits of the desk's answer, or eight others. */
export function answerText(isRight: boolean, question: string, keys: CardKeys): string {
  const right = rightAnswer(question, keys);
  return isRight ? right : right.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
}
