/**
 * Profiles as JSON, of both kinds: refused with the path of the wrong field, or fit to be run.
 *
 * What is taken comes out of the check as it was, and a card made of it does all that a holder can ask of it.
 */
import { demoDscPlus } from '../../../emulator/twin/new-dsc-plus.js';
import { SecurityCodeCard } from '../../../emulator/twin/security-code-card.js';
import { checkCodeCardProfile, codeCardProfileFrom } from '../../../firmware/code-card/profile.js';
import { checkDscPlusProfile, dscPlusProfileFrom } from '../../../firmware/dsc-plus/profile-validation.js';
import { textOf } from '../changes/text.js';
import { KeypadSubject, operate } from '../subjects/keypad-subject.js';
import { type FuzzTarget, hold, type Trace } from '../target.js';

function runDscPlus(json: unknown, trace: Trace): void {
  const profile = trace.attempt(() => dscPlusProfileFrom(json));
  if (profile === null) return;
  trace.passed();
  const same = JSON.stringify(checkDscPlusProfile(profile)) === JSON.stringify(profile);
  hold(same, 'the answer is right', 'a checked profile is another one when it is checked again');
  const made = trace.attempt(() => demoDscPlus(profile));
  if (made === null) return;
  trace.mark(`runs with ${profile.pin.check} PIN, ${profile.display.segments} segments`);
  const subject = new KeypadSubject(profile, made.cells, profile.flash, trace);
  trace.attempt(() => operate(subject, profile, '1234'.repeat(3).slice(0, profile.pin.digits)));
}

function runCodeCard(json: unknown, trace: Trace): void {
  const profile = trace.attempt(() => codeCardProfileFrom(json));
  if (profile === null) return;
  trace.passed();
  checkCodeCardProfile(profile);
  const card = trace.attempt(() => SecurityCodeCard.demo({ profile }));
  trace.mark(`code card ${card?.profile.alphabet}`);
}

export const target: FuzzTarget = {
  name: 'profile',
  takes: 'profiles as JSON',
  form: 'json',
  share: 2,
  run(input, trace) {
    let json: unknown;
    try {
      json = JSON.parse(textOf(input));
    } catch {
      trace.mark('no JSON');
      return;
    }
    trace.step();
    const kind = typeof json === 'object' && json !== null && 'kind' in json ? json.kind : null;
    const extending = typeof json === 'object' && json !== null && 'extends' in json ? json.extends : null;
    const extendsCodeCard = typeof extending === 'string' && extending.includes('code-card');
    if (kind === 'security-code-card' || extendsCodeCard) runCodeCard(json, trace);
    else runDscPlus(json, trace);
  },
};
