/** What people hold in the hand, and what they type who hold it. */
import { respondByKeys } from '../../emulator/automation/respond-by-keys.js';
import type { DscPlus } from '../../emulator/twin/dsc-plus.js';
import { SecurityCodeCard } from '../../emulator/twin/security-code-card.js';
import type { AnswerStep } from '../../host/sls/procedures/steps.js';

export type Holder =
  | { readonly twin: DscPlus; readonly pin: string }
  | { readonly twin: SecurityCodeCard }
  /** The 224 codes of a card that was printed at the portal. */
  | { readonly codes: string }
  | { readonly code: string };

export function answerOf({ asked }: AnswerStep, holder: Holder): string {
  if ('code' in holder) return holder.code;
  if ('codes' in holder) {
    if (asked.by !== 'indices') throw new Error(`asked by ${asked.by}`);
    return asked.indices.map((index) => holder.codes.slice(3 * (index - 1), 3 * index)).join('');
  }
  if (holder.twin instanceof SecurityCodeCard) {
    if (asked.by !== 'indices') throw new Error(`asked by ${asked.by}`);
    return holder.twin.values([...asked.indices]);
  }
  if (asked.by !== 'challenge' || !('pin' in holder)) throw new Error(`asked by ${asked.by}`);
  return respondByKeys(holder.twin, holder.pin, asked.question);
}

/** Of the same form, and wrong. */
export function wrong(response: string): string {
  const next: Readonly<Record<string, string>> = { '9': '0', Z: 'A' };
  const last = response.slice(-1);
  return response.slice(0, -1) + (next[last] ?? String.fromCharCode(last.charCodeAt(0) + 1));
}
