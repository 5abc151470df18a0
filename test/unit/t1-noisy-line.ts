/**
 * Both ends of T=1 with a line between them that loses, damages and doubles blocks by a given list, and a
 * judge: what each command came to, and what the card had carried out by then.
 */
import type { CardAnswer, T1CardEndSettings } from '../../firmware/link/t1/card-end.js';
import { T1HostEnd } from '../../firmware/link/t1/host-end.js';
import type { HostStep } from '../../firmware/link/t1/host-step.js';

/** What the line does to one block. `stale`: the card's block before comes once more, instead of this one. */
export type Fate = 'whole' | 'lost' | 'damaged' | 'cut' | 'doubled' | 'stale';

export interface Session {
  readonly ifsc: number;
  readonly ifsd: number;
  readonly maximumCommandBytes: number;
  readonly maximumResponseBytes: number;
  readonly exchanges: readonly { readonly command: Uint8Array; readonly answer: CardAnswer }[];
  /** By block, both directions; whole when the list is at its end. */
  readonly fates: readonly Fate[];
}

export interface Verdict {
  readonly outcome: Exclude<HostStep, { type: 'send' }>;
  /** What the card was asked to carry out from the command's start to its outcome. */
  readonly executed: readonly Uint8Array[];
}

/** More blocks than any command here needs: 3 tries for each of 1202 pieces, and as many R-blocks. */
const ENDLESS = 20_000;

/** Runs a session. The last command goes over a quiet line, whatever is left of the list. */
export function runSession(
  session: Session,
  newCard: (settings: T1CardEndSettings) => { exchange(bytes: Uint8Array): Uint8Array },
): { verdicts: Verdict[]; host: T1HostEnd } {
  const { ifsc, ifsd, maximumCommandBytes, maximumResponseBytes, exchanges } = session;
  let executed: Uint8Array[] = [];
  let turn = 0;
  const card = newCard({
    checksum: 'crc',
    informationFieldBytes: ifsc,
    maximumCommandBytes,
    answer: (command) => {
      executed.push(command);
      return (exchanges[turn] as { answer: CardAnswer }).answer;
    },
  });
  const host = new T1HostEnd({ checksum: 'crc', informationFieldBytes: ifsc, ifsd, maximumResponseBytes });
  const line = noisyLine((block) => card.exchange(block), session.fates);
  const verdicts: Verdict[] = [];
  for (const { command } of exchanges) {
    if (turn === exchanges.length - 1) line.quieten();
    executed = [];
    let step = host.start(command);
    for (let blocks = 0; step.type === 'send'; blocks += 1) {
      if (blocks > ENDLESS) throw new Error('the command never ends');
      const answer = line.carry(step.block);
      step = answer === null ? host.missed() : host.received(answer);
    }
    verdicts.push({ outcome: step, executed });
    turn += 1;
  }
  return { verdicts, host };
}

function noisyLine(exchange: (block: Uint8Array) => Uint8Array, fates: readonly Fate[]) {
  let next = 0;
  let before: Uint8Array | null = null;
  let quiet = false;

  function fate(): Fate {
    const drawn = quiet ? undefined : fates[next];
    next += 1;
    return drawn ?? 'whole';
  }

  /** A block as it arrives: damaged in one byte, or without its end. */
  function arriving(block: Uint8Array, is: Fate): Uint8Array {
    if (is === 'cut') return block.slice(0, next % block.length);
    const at = (next * 7) % block.length;
    return is === 'damaged'
      ? block.map((byte, index) => (index === at ? byte ^ (1 << (next & 7)) : byte))
      : block;
  }

  return {
    quieten() {
      quiet = true;
    },
    /** @returns what the host hears, null for nothing */
    carry(block: Uint8Array): Uint8Array | null {
      const going = fate();
      if (going === 'lost') return null;
      if (going === 'doubled') exchange(block);
      const answer = exchange(arriving(block, going));
      const coming = fate();
      const stale = before;
      before = answer;
      if (coming === 'lost') return null;
      return coming === 'stale' && stale !== null ? stale : arriving(answer, coming);
    },
  };
}
