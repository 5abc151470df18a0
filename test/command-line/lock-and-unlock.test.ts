/** Wrong PINs lock the card for good, whatever ends the process; the desk's answer unlocks it. */
import { describe, expect, it } from 'vitest';
import { expectRefusal, newFolder, type Outcome, output, RunningProgram, run } from './run-program.js';

const PIN = '8351';
const NEW_PIN = '2960';
const WRONG_PIN = '0000';

function tokenFolder(): string {
  const folder = newFolder();
  output(['new', 'dsc-plus', 'my.token', '--pin', PIN], { folder });
  return folder;
}

function respond(folder: string, pin: string): Outcome {
  return run(['respond', 'my.token', '--pin', pin, '--challenge', '123456'], { folder });
}

function headless(folder: string): RunningProgram {
  return new RunningProgram(['emulate', 'my.token', '--headless'], { folder });
}

function lock(folder: string): void {
  for (let wrong = 1; wrong <= 5; wrong += 1) respond(folder, WRONG_PIN);
}

/** Brings a locked card to its question. */
async function unlockQuestion(twin: RunningProgram): Promise<string> {
  await twin.ask('press power', / LOCKED$/);
  const frame = await twin.ask('press back', / [0-9]{8}$/);
  return frame.slice(-8);
}

/** Types the answer and sets a new PIN. */
async function unlockWith(twin: RunningProgram, answer: string): Promise<void> {
  await twin.ask('press ok', / UNLOCK>$/);
  await twin.ask(`type ${answer}`, new RegExp(` ${answer}$`));
  await twin.ask('press ok', / NEW PIN>$/);
  await twin.ask(`type ${NEW_PIN}`, / ---0$/);
  await twin.ask('press ok', / AGAIN>$/);
  await twin.ask(`type ${NEW_PIN}`, / ---0$/);
  await twin.ask('press ok', / PIN SET$/);
}

describe('a wrong PIN five times', () => {
  it('locks the card, each time telling what is left', () => {
    const folder = tokenFolder();
    for (const left of [4, 3, 2, 1]) {
      const outcome = respond(folder, WRONG_PIN);
      expectRefusal(outcome, 'PIN_WRONG');
      expect(outcome.stderr).toMatch(new RegExp(`\\b${left} more\\b`));
    }
    expectRefusal(respond(folder, WRONG_PIN), 'CARD_LOCKED');
    for (const pin of [PIN, WRONG_PIN, PIN]) expectRefusal(respond(folder, pin), 'CARD_LOCKED');
  });

  it('at the keypad is shown, and stays over power-off and into the next process', async () => {
    const folder = tokenFolder();
    const twin = headless(folder);
    await twin.ask('press power', / PIN>$/);
    for (const shown of ['PIN ERR4', 'PIN ERR3', 'PIN ERR2', 'PIN ERR1', 'LOCKED']) {
      await twin.ask(`type ${WRONG_PIN}`, / ---0$/);
      await twin.ask('press ok', new RegExp(` ${shown}$`));
    }
    await twin.ask('hold power 2000', / $/);
    await twin.ask('press power', / LOCKED$/);
    await twin.ask('cut-power', / $/);
    await twin.ask('press power', / LOCKED$/);
    expect((await twin.end()).status).toBe(0);
    expectRefusal(respond(folder, PIN), 'CARD_LOCKED');
  });

  it('counts over SIGKILL right after the frame', async () => {
    const folder = tokenFolder();
    for (const shown of ['PIN ERR4', 'PIN ERR3', 'PIN ERR2', 'PIN ERR1', 'LOCKED']) {
      const twin = headless(folder);
      await twin.ask('press power', / PIN>$/);
      await twin.ask(`type ${WRONG_PIN}`, / ---0$/);
      await twin.ask('press ok', new RegExp(` ${shown}$`));
      await twin.kill();
    }
    expectRefusal(respond(folder, PIN), 'CARD_LOCKED');
  });
});

describe('unlocking', () => {
  it('takes the answer of the desk while the twin runs, then the new PIN and no longer the old one', async () => {
    const folder = tokenFolder();
    lock(folder);
    const twin = headless(folder);
    const question = await unlockQuestion(twin);
    const answer = output(['unlock', 'my.token', '--challenge', question], { folder }).trimEnd();
    await unlockWith(twin, answer);
    expect((await twin.end()).status).toBe(0);
    expect(output(['secret', 'my.token'], { folder })).toContain(`pin: ${NEW_PIN}\n`);
    expect(respond(folder, NEW_PIN).stdout).toMatch(/^[0-9]{8}\n$/);
    expectRefusal(respond(folder, PIN), 'PIN_WRONG');
  });

  it('asks the same question until it is answered, also over SIGKILL', async () => {
    const folder = tokenFolder();
    lock(folder);
    const first = headless(folder);
    const question = await unlockQuestion(first);
    await first.kill();
    const second = headless(folder);
    expect(await unlockQuestion(second)).toBe(question);
  });

  it('survives SIGKILL right after the new PIN was shown as set', async () => {
    const folder = tokenFolder();
    lock(folder);
    const twin = headless(folder);
    const question = await unlockQuestion(twin);
    await unlockWith(twin, output(['unlock', 'my.token', '--challenge', question], { folder }).trimEnd());
    await twin.kill();
    expect(respond(folder, NEW_PIN).stdout).toMatch(/^[0-9]{8}\n$/);
  });

  it('ends after ten wrong answers: the card is dead and its keys are gone', async () => {
    const folder = tokenFolder();
    const { key, unlockKey } = JSON.parse(output(['secret', 'my.token', '--json'], { folder }));
    lock(folder);
    const twin = headless(folder);
    const question = await unlockQuestion(twin);
    const right = output(['unlock', 'my.token', '--challenge', question], { folder }).trimEnd();
    const wrong = right === '00000000' ? '00000001' : '00000000';
    for (const shown of [
      'FAIL 9',
      'FAIL 8',
      'FAIL 7',
      'FAIL 6',
      'FAIL 5',
      'FAIL 4',
      'FAIL 3',
      'FAIL 2',
      'FAIL 1',
      'DEAD',
    ]) {
      await twin.ask('press ok', / UNLOCK>$/);
      await twin.ask(`type ${wrong}`, new RegExp(` ${wrong}$`));
      await twin.ask('press ok', new RegExp(` ${shown}$`));
      if (shown !== 'DEAD') await twin.ask('press back', new RegExp(` ${question}$`));
    }
    expect((await twin.end()).status).toBe(0);
    expectRefusal(respond(folder, PIN), 'CARD_DEAD');
    expectRefusal(run(['unlock', 'my.token', '--challenge', question], { folder }), 'CARD_DEAD');
    const secrets = output(['secret', 'my.token'], { folder });
    expect(secrets).toContain('key: none\n');
    for (const gone of [key, unlockKey, PIN]) expect(secrets).not.toContain(gone);
  });
});
