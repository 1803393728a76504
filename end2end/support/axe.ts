// Accessibility as far as a machine can see it: WCAG 2.2 A and AA, and axe's
// own good practice. One finding is one too many.

import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';

import { expect } from './fixtures.ts';
import { preparedFolder } from './prepared.ts';

/**
 * Looks at the page, unless axe has found nothing in one that differs in its words and numbers only. Half the time of a
 * journey was axe looking at the same form once more.
 */
export async function expectAccessible(page: Page, scripts: boolean): Promise<void> {
  const known = await placeOf(page);
  if (await fs.access(known).then(() => true, () => false)) return;
  const { violations } = scripts ? await look(page) : await lookAtCopy(page);
  const told = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}\n    ${node.failureSummary ?? ''}`),
  );
  expect(told, `${page.url()} is accessible`).toEqual([]);
  await fs.writeFile(known, page.url());
}

const look = (page: Page) => new AxeBuilder({ page }).setLegacyMode().analyze();

/** The file that says that axe found nothing in pages built like this one, for this size of screen and these colours. */
async function placeOf(page: Page): Promise<string> {
  const size = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const built = skeleton(await page.content());
  const digest = createHash('sha256').update(JSON.stringify([size, dark, built])).digest('hex');
  const folder = path.join(preparedFolder(), 'accessible');
  await fs.mkdir(folder, { recursive: true });
  return path.join(folder, digest);
}

/** A document without what people wrote: elements, classes, names, languages and states stay, as does whether there is a text. */
export function skeleton(html: string): string {
  return html
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '0')
    .replace(/<!--.*?-->|<(link|meta property)\b[^>]*>/g, '')
    .replace(/\b(href|src|action|value|title|datetime|d|points)="[^"]+"/g, '$1="x"')
    .replace(/>[^<]*[^\s<][^<]*</g, '>x<');
}

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
