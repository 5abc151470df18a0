/**
 * A login through a RADIUS client, a VPN for example: the password first, then what the second factor asks for, as an
 * Access-Challenge whose State the client gives back.
 *
 * Promises: an answer counts for the user whose login it belongs to, whatever name comes with it. What is wrong is
 * rejected in the same words.
 */
import { isTokentwinError } from '../../../firmware/error.js';
import type { AnswerStep, ChooseStep, OfferedDevice, ShownQuestion, Step } from '../procedures/steps.js';
import type { Entrance } from '../records/access.js';
import type { SecureLoginSystem } from '../system.js';

export type RadiusAnswer =
  | { readonly type: 'accept' }
  | { readonly type: 'reject' }
  | { readonly type: 'challenge'; readonly state: string; readonly message: string };

const NAMES: Readonly<Record<OfferedDevice['kind'], string>> = {
  'dsc-plus': 'DSC+',
  'security-code-card': 'Security Code Card',
  'online-security-code-card': 'Online Security Code Card',
  'temporary-code': 'Temporary Code',
  sms: 'SMS',
};

const REJECT: RadiusAnswer = { type: 'reject' };
const CHOICE = 'choose';
const ANSWER = 'answer';

function questionText(asked: ShownQuestion): string {
  switch (asked.by) {
    case 'challenge':
      return `Challenge code ${asked.question}: type the response of your card.`;
    case 'indices':
      return `Card values of ${asked.indices[0]} and ${asked.indices[1]}, without a space.`;
    case 'temporary-code':
      return 'Temporary Code, in upper case.';
    case 'message':
      return `Security Code that was sent to the number ending in ${asked.numberEnding}.`;
  }
}

function asking(step: AnswerStep): RadiusAnswer {
  return { type: 'challenge', state: `${ANSWER} ${step.handle}`, message: questionText(step.asked) };
}

function choosing({ handle, devices }: ChooseStep): RadiusAnswer {
  const list = devices.map(({ kind, serialNumber }, index) =>
    `${index + 1} ${NAMES[kind]} ${serialNumber ?? ''}`.trim(),
  );
  return {
    type: 'challenge',
    state: [CHOICE, handle, ...devices.map(({ id }) => id)].join(' '),
    message: `Select Second Factor Device: ${list.join(', ')}.`,
  };
}

function answerOf(step: Step, userName: string): RadiusAnswer {
  switch (step.step) {
    case 'session':
      return step.userId === userName ? { type: 'accept' } : REJECT;
    case 'answer':
      return asking(step);
    case 'choose':
      return choosing(step);
    case 'failed':
    case 'done':
      return REJECT;
  }
}

async function goneOn(system: SecureLoginSystem, state: string, typed: string): Promise<Step | null> {
  const [kind, handle = '', ...deviceIds] = state.split(' ');
  if (kind === ANSWER) return await system.answer(handle, typed);
  const deviceId = /^[1-9]$/.test(typed) ? deviceIds[Number(typed) - 1] : undefined;
  return kind === CHOICE && deviceId !== undefined ? await system.choose(handle, deviceId) : null;
}

/**
 * @param state what an earlier answer gave; null at the beginning
 * @param typed the password at the beginning, then what was asked for
 * @throws what is not a refusal
 */
export async function loginByRadius(
  system: SecureLoginSystem,
  entrance: Entrance,
  {
    userName,
    typed,
    state,
  }: { readonly userName: string; readonly typed: string; readonly state: string | null },
): Promise<RadiusAnswer> {
  try {
    const step =
      state === null
        ? await system.begin(entrance, { userName, password: typed })
        : await goneOn(system, state, typed);
    return step === null ? REJECT : answerOf(step, userName);
  } catch (error) {
    if (isTokentwinError(error) && error.code !== 'SLS_STORE' && error.code !== 'SLS_BUSY') return REJECT;
    throw error;
  }
}
