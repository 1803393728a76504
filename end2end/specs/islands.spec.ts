// What moves in the browser, and that every page is whole without it.

import { expectAccessible } from '../support/axe.ts';
import { expect, test } from '../support/fixtures.ts';
import { words } from '../support/language.ts';
import { picture } from '../support/picture.ts';

import type { Page } from '@playwright/test';

const CONCERN = 'The lamp on the stairs of building 5 has been dark for a week.';

/** Answers the pages of a report up to `where`. */
async function reportUpToWhere(page: Page): Promise<void> {
  await page.goto('/report');
  await page.locator('#words').fill(CONCERN);
  await page.locator('form#report button:not([type=button])').click();
  await expect(page).toHaveURL(/\/report\/kind$/);
  await page.locator('input[name=category]').first().check({ force: true });
  await page.locator('form[action="/report/kind"] button').click();
  if (/more$/.test(page.url())) await page.locator('form[action="/report/more"] button').click();
  await expect(page).toHaveURL(/\/report\/where$/);
  await page.goto('/report/where?within=willow-lane');
}

async function reportUpToPhotos(page: Page): Promise<void> {
  await reportUpToWhere(page);
  await page.locator('input[name=place][value=willow-5]').check({ force: true });
  await page.locator('form.form[method=post][action="/report/where"] > .button').click();
  await expect(page).toHaveURL(/\/report\/photos$/);
}

test.describe('with scripts', () => {
  test.skip(({ scripts }) => !scripts, 'islands need scripts');

  test('what was typed comes back after the tab was closed, until it is deleted', async ({ page, context }) => {
    await page.goto('/report');
    const keeps = async (one: Page) => {
      // Scripts take the page up when they are ready; typing before is kept with the next letter.
      await expect(async () => {
        await one.locator('#words').press('End');
        await one.locator('#words').pressSequentially('.');
        await expect(one.locator('.draft-keeper-said')).toHaveText(words('islands', 'draft_kept', 'en'), { timeout: 500 });
      }).toPass();
    };
    await page.locator('#words').fill(CONCERN);
    await keeps(page);
    const typed = await page.locator('#words').inputValue();
    await page.close();

    const again = await context.newPage();
    await again.goto('/report');
    await expect(again.locator('#words')).toHaveValue(typed);
    await expect(again.locator('.draft-keeper-said')).toHaveText(words('islands', 'draft_restored', 'en'));
    await expectAccessible(again, true);

    await again.getByRole('button', { name: words('islands', 'draft_forget', 'en') }).click();
    await expect(again.locator('.draft-keeper-said')).toHaveText(words('islands', 'draft_forgotten', 'en'));
    await again.locator('#words').fill('');
    await again.reload();
    await expect(again.locator('#words')).toHaveValue('');
    expect(await again.evaluate(() => localStorage.length), 'nothing is left on the device').toBe(0);
  });

  test('a tap, a key, the position and the list choose the same place', async ({ page, context }) => {
    await reportUpToWhere(page);
    const said = page.locator('.place-map-said');
    const chosen = page.locator('input[name=place]:checked');
    await expect(page.getByRole('button', { name: words('islands', 'map_locate', 'en') })).toBeVisible();

    const square = page.locator('[data-place="willow-square"]');
    await square.click();
    await expect(chosen).toHaveValue('willow-square');
    await expect(page.locator('input[name=latitude]')).toHaveValue(/^30\.\d{6}$/);
    await expect(page.locator('input[name=longitude]')).toHaveValue(/^120\.\d{6}$/);
    await expect(page.locator('.place-pin')).toHaveAttribute('visibility', 'visible');

    const before = await page.locator('input[name=longitude]').inputValue();
    await page.locator('.place-shapes').focus();
    await page.keyboard.press('Shift+ArrowRight');
    expect(Number(await page.locator('input[name=longitude]').inputValue())).toBeGreaterThan(Number(before));

    const here = { latitude: Number(await page.locator('input[name=latitude]').inputValue()), longitude: Number(before) };
    await page.locator('input[name=place][value=willow-2]').check({ force: true });
    await expect(page.locator('[data-place="willow-2"]')).toHaveAttribute('data-chosen', '');
    await expect(page.locator('input[name=latitude]'), 'a pin elsewhere goes').toHaveValue('');

    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ ...here, accuracy: 12 });
    await page.getByRole('button', { name: words('islands', 'map_locate', 'en') }).click();
    await expect(chosen).toHaveValue('willow-square');
    await expect(said).toContainText('15');

    await context.setGeolocation({ latitude: 1, longitude: 1, accuracy: 12 });
    await page.getByRole('button', { name: words('islands', 'map_locate', 'en') }).click();
    await expect(said).toHaveText(words('islands', 'map_elsewhere', 'en').replace('{metres}', '15'));
    await expect(chosen, 'the server looks where that is').toHaveCount(0);
    await expectAccessible(page, true);
    await page.locator('form.form[method=post][action="/report/where"] > .button').click();
    await expect(page.locator('.summary')).toContainText(words('report', 'where_outside', 'en'));
    await expect(page.getByRole('button', { name: words('islands', 'map_locate', 'en') })).toBeVisible();
    await page.locator('input[name=place][value=willow-2]').check({ force: true });
    await expect(page.locator('input[name=latitude]'), 'the list wins').toHaveValue('');
  });

  test('where the list is what was searched for, a tap and the position serve too', async ({ page, context }) => {
    await reportUpToWhere(page);
    await page.goto('/report/where?q=harbour');
    const chosen = page.locator('input[name=place]:checked');
    await expect(page.getByRole('button', { name: words('islands', 'map_locate', 'en') })).toBeVisible();
    await page.locator('[data-place="willow-lane"]').click();
    await expect(page.locator('.place-map-said')).toContainText('Willow Lane');
    await expect(chosen, 'it is not in the list').toHaveCount(0);
    await expectAccessible(page, true);

    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ latitude: 30.2893, longitude: 120.1285, accuracy: 12 });
    await page.getByRole('button', { name: words('islands', 'map_locate', 'en') }).click();
    await expect(chosen).toHaveValue('harbour-steps');
    await page.locator('form.form[method=post][action="/report/where"] > .button').click();
    await expect(page).toHaveURL(/\/report\/photos$/);
  });

  test('who does not allow the position is told what to do', async ({ page, context }) => {
    await context.clearPermissions();
    await reportUpToWhere(page);
    await page.getByRole('button', { name: words('islands', 'map_locate', 'en') }).click();
    await expect(page.locator('.place-map-said')).toHaveText(
      new RegExp([words('islands', 'map_denied', 'en'), words('islands', 'map_unavailable', 'en')].map(literal).join('|')),
    );
  });

  test('photos are shown before they are sent, and can be taken out', async ({ page }) => {
    await reportUpToPhotos(page);
    const items = page.locator('.photo-preview-item');
    const field = page.locator('#photos');
    const names = () => field.evaluate((one: HTMLInputElement) => [...(one.files ?? [])].map((file) => file.name));
    // Scripts take the page up when they are ready; what was picked before is taken up with it.
    await field.setInputFiles([picture('one.png')]);
    await expect(items).toHaveCount(1);
    await field.setInputFiles([picture('two {size}.png', 64, 64), { name: 'x.heic', mimeType: 'image/heic', buffer: Buffer.from('x') }]);
    await expect(items).toHaveCount(2);
    await expect(page.locator('.photo-preview-said')).toContainText('x.heic');
    expect(await names()).toEqual(['one.png', 'two {size}.png']);
    await expect(items.first().locator('img')).toHaveJSProperty('naturalWidth', 320);
    await expectAccessible(page, true);

    await page.getByRole('button', { name: 'Remove one.png' }).click();
    await expect(items).toHaveCount(1);
    expect(await names()).toEqual(['two {size}.png']);
    await page.locator('form[action="/report/photos"] .row button:not([name])').click();
    await expect(page.locator('.thumbs img')).toHaveCount(1);
    const kept = page.locator('.thumbs img').first();
    await expect(kept).toHaveJSProperty('naturalWidth', 64);
  });
});

test.describe('without scripts', () => {
  test.skip(({ scripts }) => scripts, 'the other half');

  test('the pages with islands are whole', async ({ page, scripts }) => {
    await reportUpToWhere(page);
    await expect(page.locator('.place-shapes')).toBeVisible();
    await expect(page.locator('.place-map-acts')).toBeHidden();
    await expectAccessible(page, scripts);
    await page.goto('/report/where?q=willow');
    await expect(page.locator('.place-shapes')).toBeVisible();
    await expect(page.locator('.place-map-acts')).toBeHidden();
    await expectAccessible(page, scripts);
    await page.goto('/report/where?within=willow-lane');
    await page.locator('input[name=place][value=willow-5]').check({ force: true });
    await page.locator('form.form[method=post][action="/report/where"] > .button').click();
    await expect(page).toHaveURL(/\/report\/photos$/);
    await page.locator('#photos').setInputFiles([picture('one.png'), { name: 'b.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a') }]);
    await page.locator('form[action="/report/photos"] .row button:not([name])').click();
    await expect(page.locator('.summary')).toContainText(words('photos', 'photo_gif', 'en'));
    await expect(page.locator('.thumbs img'), 'the good photo is not lost with the bad one').toHaveCount(1);
    await expectAccessible(page, scripts);
  });
});

/** A sentence as a pattern that fits nothing else. */
function literal(sentence: string): string {
  return sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
