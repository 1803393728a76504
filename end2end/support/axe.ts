// Accessibility as far as a machine can see it: WCAG 2.2 A and AA, and axe's
// own good practice. One finding is one too many.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

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
  const here = page.context();
  const browser = here.browser();
  if (!browser) throw new Error('this page belongs to no browser');
  const copy = await browser.newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    storageState: await here.storageState(),
  });
  try {
    const twin = await copy.newPage();
    const body = await page.content();
    const headers = { 'content-security-policy': "script-src 'none'" };
    await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', headers, body }));
    await twin.goto(page.url());
    return await look(twin);
  } finally {
    await copy.close();
  }
}
