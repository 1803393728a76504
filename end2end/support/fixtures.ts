// What every test has: a running Linli of its worker, and pages that tell when
// something breaks that nobody looked for.

import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';

import { Linli, type Engine } from './server.ts';

export { expect };

export interface LinliOptions {
  engine: Engine;
  scripts: boolean;
  device: 'phone' | 'desktop';
}

interface Shared extends LinliOptions {
  linli: Linli;
}

export const test = base.extend<{ quiet: void }, Shared>({
  engine: ['sqlite', { option: true, scope: 'worker' }],
  scripts: [true, { option: true, scope: 'worker' }],
  device: ['desktop', { option: true, scope: 'worker' }],
  linli: [
    async ({ engine }, use) => {
      const linli = await Linli.start(engine);
      await use(linli);
      await linli.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  baseURL: async ({ linli }, use) => use(linli.address),
  // A broken script, a refused style or a missing file fails the test in which it shows.
  quiet: [
    async ({ context }, use) => {
      const faults = faultsOf(context);
      await use();
      expect(faults, 'nothing breaks beside what the test looks at').toEqual([]);
    },
    { auto: true },
  ],
});

/** Collects what breaks in a browser from now on. */
export function faultsOf(context: BrowserContext): string[] {
  const faults: string[] = [];
  const listen = (page: Page) => {
    page.on('pageerror', (error) => {
      // The browser's own word for leaving a page before its picture was taken; no script of ours.
      if (!/ViewTransition|Transition was/.test(error.message)) faults.push(`${page.url()}: ${error.message}`);
    });
    page.on('console', (message) => {
      const expected = /the server responded with a status of (4\d\d)/.test(message.text());
      if (message.type() === 'error' && !expected) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 500) faults.push(`${answer.status()} ${answer.url()}`);
    });
  };
  context.on('page', listen);
  context.pages().forEach(listen);
  return faults;
}

/** Whether nothing of the page lies outside the screen to the right. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(width[0], `${page.url()} is wider than the screen`).toBeLessThanOrEqual(width[1] as number);
}
