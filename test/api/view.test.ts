/** The page at the API's address, in a real browser: by mouse, by keyboard, and as a screen reader finds it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { viewModule } from '../../.build/view.js';
import { running, TOKEN } from './asking.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
});
afterAll(() => browser.close());

/** The page with a demo card on it; nothing may go wrong unseen. */
async function openPage(): Promise<Page> {
  const asker = await running();
  await asker.twin({ demo: true, name: 'my card' });
  await asker.twin({ kind: 'security-code-card', demo: true, name: 'my sheet' });
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const wrong: string[] = [];
  // A refusal is an answer, of which the browser makes a note by itself.
  page.on('console', (message) => {
    if (!message.text().includes('status of 400')) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  onTestFinished(() => expect(wrong).toEqual([]));
  await page.goto(`${asker.api.url}/?token=${TOKEN}`);
  await key(page, 'power').waitFor();
  return page;
}

const key = (page: Page, name: string) => page.getByRole('button', { name: `key ${name}`, exact: true });

const display = (page: Page, text: string) =>
  page.locator('#display', { hasText: new RegExp(`^${text}$`) }).waitFor();

async function logInByMouse(page: Page, faults = ''): Promise<void> {
  for (const name of ['power', '1', '2', '3', '4', 'OK', '1', '2', '3', '4', '5', '6', 'OK'])
    await key(page, name).click();
  await display(page, `--------${faults}`);
}

describe('the page', () => {
  it('logs in by mouse; the response is shown when it is asked for', async () => {
    const page = await openPage();
    await logInByMouse(page);
    await page.getByRole('button', { name: 'Show the response' }).click();
    await page.locator('#response', { hasText: '98276595' }).waitFor();
    await page.getByRole('list', { name: 'frames' }).getByText('my card #7 CHALLNG>').waitFor();
  });

  it('logs in by keyboard alone, and holds a key with Shift', async () => {
    const page = await openPage();
    const press = async (name: string, how = 'Enter') => {
      await key(page, name).focus();
      await page.keyboard.press(how);
    };
    await press('power', 'Space');
    await display(page, 'PIN>');
    for (const name of ['1', '2', '3', '4', 'OK']) await press(name);
    await display(page, 'CHALLNG>');
    await press('power', 'Shift+Enter');
    await display(page, 'off');
  });

  it('makes a card wrong, and says so', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Next response wrong' }).click();
    await logInByMouse(page, ' \\(response wrong\\)');
    await page.getByRole('button', { name: 'Show the response' }).click();
    await page.locator('#response', { hasText: '98276596' }).waitFor();
  });

  it('goes back in the past, and on from there with a card of its own', async () => {
    const page = await openPage();
    await logInByMouse(page);
    const slider = page.getByRole('slider', { name: 'Input' });
    await page.locator('#past', { hasText: '26 of 26: ok up' }).waitFor();
    await slider.fill('12');
    await page.locator('#past', { hasText: '12 of 26: ok up; enterChallenge' }).waitFor();
    await slider.fill('3');
    await page.locator('#past', { hasText: '3 of 26: a digit down; enterPin' }).waitFor();
    await slider.fill('12');
    await page.locator('#past', { hasText: '12 of 26' }).waitFor();
    await page.getByRole('button', { name: 'Go on from here' }).click();
    await page
      .locator('#twin option:checked', { hasText: 'my card from input 12' })
      .waitFor({ state: 'attached' });
    await display(page, 'CHALLNG>');
  });

  it('looks up a code card, and says what is refused', async () => {
    const page = await openPage();
    await page.getByLabel('Shown').selectOption({ label: 'my sheet (security-code-card)' });
    await page.getByLabel('Index numbers').fill('100 50');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.locator('#values', { hasText: 'E8SM8G' }).waitFor();
    await page.getByLabel('Smudged').fill('50 7');
    await page.getByRole('button', { name: 'Print it so' }).click();
    await page.locator('#values', { hasText: /^$/ }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.locator('#values', { hasText: 'E8S???' }).waitFor();
    await page.getByLabel('Smudged').fill('');
    await page.getByRole('button', { name: 'Print it so' }).click();
    await page.locator('#values', { hasText: /^$/ }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.locator('#values', { hasText: 'E8SM8G' }).waitFor();
    await page.getByLabel('New of profile').selectOption('online-security-code-card');
    await page.getByRole('button', { name: 'Make' }).click();
    await page
      .locator('#twin option:checked', { hasText: 'online-security-code-card' })
      .waitFor({ state: 'attached' });
    await page.getByLabel('Index numbers').fill('999');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.locator('#message', { hasText: 'The request is wrong' }).waitFor();
  });

  it.each(['light', 'dark'] as const)('has nothing that keeps somebody out, %s', async (colorScheme) => {
    const page = await openPage();
    await page.emulateMedia({ colorScheme });
    await logInByMouse(page);
    await page.evaluate(AXE);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
    expect(violations).toEqual([]);
  });
});

describe('the script of the page', () => {
  it('is what its sources give', async () => {
    const file = new URL('../../emulator/api/view/script.ts', import.meta.url);
    expect(readFileSync(file, 'utf8') === (await viewModule()), 'run `npm run view`').toBe(true);
  });
});
