// What holds on every public page, whatever it is about.

import { expectAccessible, skeletonOf } from '../support/axe.ts';
import { expect, expectNoSidewaysScroll, test } from '../support/fixtures.ts';
import { LANGUAGES, read, words } from '../support/language.ts';

const PUBLIC = ['/', '/cases', '/challenges', '/places', '/charter', '/help', '/sign-up', '/sign-in', '/forgot', '/report'];

for (const language of LANGUAGES) {
  for (const path of PUBLIC) {
    test(`${path} reads well in ${language}`, async ({ page, context, linli, scripts }) => {
      test.skip(!scripts && path !== '/report', 'without an island the page is the same, byte for byte');
      await read(context, linli.address, language);
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('h1')).toHaveCount(1);
      await expect(page).toHaveTitle(new RegExp(`${words('layout', 'site', language)}$`));
      await expectNoSidewaysScroll(page);
      await expectAccessible(page, scripts);
    });
  }
}

test('every page carries the headers that keep it safe, and those without an island no script', async ({ page }) => {
  for (const path of [...PUBLIC, '/cases/00000000', '/nothing-here']) {
    const answer = await page.goto(path);
    const headers = answer?.headers() ?? {};
    const policy = headers['content-security-policy'] ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain('unsafe-inline');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    expect(await page.locator('[style]').count(), `${path} has no inline style`).toBe(0);
    const scripts = await page.locator('script').count();
    const islands = await page.locator('leptos-island').count();
    expect(scripts, `${path} has a script only for its islands`).toBe(islands > 0 ? 1 : 0);
    expect(policy, path).toContain(islands > 0 ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'none'");
  }
});

test('to axe, pages that differ in their words only are one page', async ({ page }) => {
  const built = async (list: string, rest: string) => {
    await page.setContent(`<main><ul>${list}</ul><img alt="" ${rest}></main>`);
    return skeletonOf(page);
  };
  const entry = (words: string) => `<li><a href="/cases/${words}">${words}</a></li>`;
  const one = await built(entry('12345678'), '');
  expect(await built(entry('drain'), '')).toBe(one);
  expect(await built(entry('drain') + entry('bins'), '')).toBe(one);
  expect(await built(`${entry('drain')}<li class="late">bins</li>`, '')).not.toBe(one);
  expect(await built(entry(''), '')).not.toBe(one);
  for (const other of ['class="a"', 'lang="zh"', 'aria-hidden="true"', 'role="img"']) expect(await built(entry('drain'), other)).not.toBe(one);
});

test('what does not exist says so and offers ways on', async ({ page, context, linli, scripts }) => {
  for (const language of LANGUAGES) {
    await read(context, linli.address, language);
    for (const path of ['/nothing-here', '/cases/99999999', '/places/nowhere']) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      expect(await page.locator('main a').count(), `${path} offers ways on`).toBeGreaterThan(0);
      await expectAccessible(page, scripts);
    }
  }
});

test('the language is chosen in the header and stays', async ({ page }) => {
  await page.goto('/cases');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
    await page.locator('.switches summary').click();
    await page.locator(`.switches button[name=to][value="${language}"]`).click();
    await expect(page).toHaveURL(/\/cases$/);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.goto('/cases');
  }
});

test('large type is the same page in larger letters', async ({ page, scripts }) => {
  await page.goto('/');
  const letters = () => page.locator('main').evaluate((main) => parseFloat(getComputedStyle(main).fontSize));
  const usual = await letters();
  await page.locator('.switches button[value=large]').click();
  await expect(page.locator('html')).toHaveAttribute('data-type', 'large');
  expect(await letters()).toBeGreaterThan(usual);
  expect(await letters()).toBeGreaterThanOrEqual(18);
  const targets = page.locator('main a.door, main .button');
  for (const target of await targets.all()) {
    expect((await target.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(60);
  }
  await expectNoSidewaysScroll(page);
  await expectAccessible(page, scripts);
});

test('at night and in large type everything can be read', async ({ page, context, linli, scripts }) => {
  test.skip(!scripts, 'colours and letters are the same without scripts');
  test.slow();
  await read(context, linli.address, 'zh-Hans');
  await context.addCookies([{ name: 'type', value: 'large', url: linli.address }]);
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of PUBLIC) {
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('data-type', 'large');
    await expectNoSidewaysScroll(page);
    await expectAccessible(page, scripts);
  }
});

test('the keyboard reaches the main part first', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveAttribute('href', '#main');
  await page.keyboard.press('Enter');
  await expect(page.locator(':focus')).toHaveId('main');
});

test('home shows three doors', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('main a[href="/report"]').first()).toBeVisible();
});
