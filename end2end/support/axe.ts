// Accessibility as far as a machine can see it: WCAG 2.2 A and AA, and axe's
// own good practice. One finding is one too many.

import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';

import { expect } from './fixtures.ts';

export async function expectAccessible(page: Page, scripts: boolean): Promise<void> {
  const { violations } = scripts ? await look(page) : await lookAtCopy(page);
  const told = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}\n    ${node.failureSummary ?? ''}`),
  );
  expect(told, `${page.url()} is accessible`).toEqual([]);
}

const look = (page: Page) => new AxeBuilder({ page }).setLegacyMode().analyze();

/** Axe needs scripts itself, so it looks at the very same document in a browser that has them, where no other may run. */
async function lookAtCopy(page: Page) {
  const twin = await twinOf(page);
  const body = await page.content();
  const headers = { 'content-security-policy': "script-src 'none'" };
  const address = page.url();
  await twin.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', headers, body }));
  try {
    await twin.goto(address);
    return await look(twin);
  } finally {
    await twin.unroute(address);
  }
}

const twins = new WeakMap<BrowserContext, Promise<Page>>();

/** The browser beside this one, with scripts; it goes when this one goes. */
function twinOf(page: Page): Promise<Page> {
  const here = page.context();
  const before = twins.get(here);
  if (before) return before;
  const made = meetTwin(page, here);
  twins.set(here, made);
  return made;
}

async function meetTwin(page: Page, here: BrowserContext): Promise<Page> {
  const browser = here.browser();
  if (!browser) throw new Error('this page belongs to no browser');
  const beside = await browser.newContext({ javaScriptEnabled: true, viewport: page.viewportSize() });
  here.once('close', () => void beside.close().catch(() => undefined));
  return beside.newPage();
}
