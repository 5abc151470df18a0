/** Both ends of T=1 against exchanges written down byte by byte. */
import { describe, expect, it } from 'vitest';
import { T1CardEnd } from '../../firmware/link/t1/card-end.js';
import { T1HostEnd } from '../../firmware/link/t1/host-end.js';
import type { HostStep } from '../../firmware/link/t1/host-step.js';
import { bytesToHex, hexBytes } from '../../firmware/oath/bytes.js';
import { FOREIGN_CARDS } from './t1-foreign-cards.js';
import { MENDED } from './t1-mended-scenarios.js';
import { SCENARIOS, type Scenario } from './t1-scenarios.js';

interface Line {
  readonly from: 'host' | 'card';
  readonly mark: string;
  readonly bytes: Uint8Array;
}

function lines({ blocks }: Scenario): Line[] {
  return Array.from(blocks.matchAll(/([<>])([x2-]?) ([0-9A-F ]+)/g), ([, from, mark = '', bytes = '']) => ({
    from: from === '>' ? 'host' : 'card',
    mark,
    bytes: hexBytes(bytes.replaceAll(' ', ''), 'block'),
  }));
}

/** What arrives of a block: nothing, or it with its last bit turned. */
function arriving({ mark, bytes }: Line): Uint8Array | null {
  if (mark === '-') return null;
  return mark === 'x' ? bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)) : bytes;
}

function outcome(step: Exclude<HostStep, { type: 'send' }>): string {
  return step.type === 'answer'
    ? bytesToHex(step.response).toUpperCase()
    : `failed ${step.reason} ${step.executed}`;
}

/** What the host's end sends and tells when the card's blocks are as written. */
function runHost(scenario: Scenario): { sent: string[]; outcomes: string[] } {
  const { checksum = 'lrc', ifsc = 254, ifsd = 32, maximumResponseBytes = 1000, commands } = scenario;
  const host = new T1HostEnd({ checksum, informationFieldBytes: ifsc, ifsd, maximumResponseBytes });
  const script = lines(scenario);
  const sent: string[] = [];
  const outcomes: string[] = [];
  for (const command of commands) {
    let step = command === null ? host.resynchronise() : host.start(hexBytes(command, 'command'));
    while (step.type === 'send') {
      sent.push(bytesToHex(step.block));
      const line = script.shift();
      const answer = line?.mark === '-' ? undefined : script.shift();
      const block = answer === undefined ? null : arriving(answer);
      step = block === null ? host.missed() : host.received(block);
    }
    outcomes.push(outcome(step));
  }
  return { sent, outcomes };
}

/** What the card's end sends when the host's blocks are as written, and the commands that it carries out. */
function runCard(scenario: Scenario): { sent: string[]; executed: string[] } {
  const { checksum = 'lrc', ifsc = 254, maximumCommandBytes = 1000, waitingTimeMultiplier } = scenario;
  const responses = [...scenario.responses];
  const executed: string[] = [];
  const card = new T1CardEnd({
    checksum,
    informationFieldBytes: ifsc,
    maximumCommandBytes,
    answer: (command) => {
      executed.push(bytesToHex(command).toUpperCase());
      const response = hexBytes(responses.shift() as string, 'response');
      return waitingTimeMultiplier === undefined ? { response } : { response, waitingTimeMultiplier };
    },
  });
  const sent: string[] = [];
  for (const line of lines(scenario)) {
    const block = line.from === 'host' ? arriving(line) : null;
    if (block === null) continue;
    if (line.mark === '2') card.exchange(block);
    sent.push(bytesToHex(card.exchange(block)));
  }
  return { sent, executed };
}

function written(scenario: Scenario, from: Line['from']): string[] {
  return lines(scenario)
    .filter((line) => line.from === from)
    .map(({ bytes }) => bytesToHex(bytes));
}

describe.each([...SCENARIOS, ...MENDED])('T=1, $name', (scenario) => {
  it('goes so at the host', () => {
    const { sent, outcomes } = runHost(scenario);
    expect(sent).toEqual(written(scenario, 'host'));
    expect(outcomes).toEqual(scenario.outcomes);
  });

  it('goes so at the card, which carries each command out once', () => {
    const { sent, executed } = runCard(scenario);
    expect(sent).toEqual(written(scenario, 'card'));
    expect(executed).toHaveLength(scenario.responses.length);
    expect(scenario.commands).toEqual(expect.arrayContaining(executed));
    expect(new Set(executed).size).toBe(executed.length);
  });
});

describe.each(FOREIGN_CARDS)('T=1 with a card of another make, $name', (scenario) => {
  it('goes so at the host', () => {
    const { sent, outcomes } = runHost(scenario);
    expect(sent).toEqual(written(scenario, 'host'));
    expect(outcomes).toEqual(scenario.outcomes);
  });
});
