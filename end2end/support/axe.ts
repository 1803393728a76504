// Accessibility as far as a machine can see it: WCAG 2.2 A and AA, and axe's
// own good practice. One finding is one too many.

import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

import type { BrowserContext, Page } from '@playwright/test';
import axe, { type AxeResults } from 'axe-core';

import { expect } from './fixtures.ts';
import { preparedFolder } from './prepared.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/**
 * Looks at the page, unless axe has found nothing in one that is built alike: most of the time of a journey was axe looking
 * at the same page once more.
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

/** Only what is wrong is told: to say where every good element stands takes axe longer than to look. */
async function look(page: Page): Promise<AxeResults> {
  await page.evaluate(axe.source);
  return page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
}

/** The file that says that axe found nothing in pages built like this one, for this size of screen and these colours. */
async function placeOf(page: Page): Promise<string> {
  const size = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const digest = createHash('sha256').update(JSON.stringify([size, dark, await skeletonOf(page)])).digest('hex');
  const folder = path.join(preparedFolder(), 'accessible');
  await fs.mkdir(folder, { recursive: true });
  return path.join(folder, digest);
}

/**
 * A page without what people wrote: elements, classes, roles and states stay, as does whether there is a text. Lists keep one
 * of each kind of entry, and both Chinese scripts count as one: their characters are equally wide.
 */
export const skeletonOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const lists = new Set(['ul', 'ol', 'dl', 'tbody', 'select', 'svg', 'g']);
    const words = /^(alt|aria-label|placeholder|content|href|src|srcset|action|value|title|datetime|d|points|c[xy]|r|[xy][12]?|transform|width|height|data-.*)$/;
    const attribute = ({ name, value }: Attr) => {
      if (name === 'lang' && value === 'zh-Hant') return 'lang=zh-Hans';
      if (name !== 'data-type' && words.test(name)) return `${name}=${value && 'x'}`;
      return `${name}=${value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+/g, '0')}`;
    };
    const node = (one: Node): string => {
      if (one instanceof Text) return one.data.trim() && 'x';
      if (!(one instanceof Element) || ['link', 'meta'].includes(one.localName)) return '';
      const parts = [...one.childNodes].map(node);
      const children = lists.has(one.localName) ? [...new Set(parts)] : parts;
      return `<${one.localName} ${[...one.attributes].map(attribute).join(' ')}>${children.join('')}</>`;
    };
    return node(document.documentElement);
  });

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
