// Filing a concern as a resident does: one question a page, signing up last.

import { expect } from './fixtures.ts';
import { words } from './language.ts';
import { referenceIn, type Person } from './people.ts';
import { picture } from './picture.ts';

/** The body that a concern is about, by its key, and how. */
export type About = { body: string; words: string };

/** Files a concern as somebody new; signing up comes last. The number of the case. */
export async function file(author: Person, concern: string, scripts: boolean, about?: About): Promise<string> {
  const { page } = author;
  const at = async (step: RegExp) => {
    await expect(page).toHaveURL(step);
    await author.look();
  };
  await page.goto('/');
  await author.look();
  await page.locator('main a[href="/report"]').first().click();

  await at(/\/report$/);
  await author.press('form[action="/report"]');
  await expect(page.locator('.summary'), 'nothing typed: a friendly refusal').toBeVisible();
  await author.look();
  await author.fill({ words: concern });
  await author.press('form[action="/report"]');

  await at(/\/report\/kind$/);
  await expect(page.locator('input[name="category"][value="rubbish"]'), 'suggested from the words').toHaveCount(1);
  await author.choose('category', 'rubbish');
  await author.press('form[action="/report/kind"]');

  await at(/\/report\/where$/);
  await page.goto('/report/where?within=willow-lane');
  await author.look();
  await author.choose('place', 'willow-5');
  await author.press('form.form[action="/report/where"][method="post"]');

  await at(/\/report\/photos$/);
  await page.locator('#photos').setInputFiles([{ name: 'page.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') }]);
  if (scripts) {
    await expect(page.locator('.photo-preview-said')).toContainText('page.pdf');
  } else {
    await page.locator('form[action="/report/photos"] .row button:not([name])').click();
    await expect(page.locator('.summary')).toContainText(words('photos', 'photo_pdf', author.language));
  }
  await author.look();
  await page.locator('#photos').setInputFiles([picture('bins.png')]);
  await page.locator('form[action="/report/photos"] button[name=go]').click();

  await at(/\/report\/who$/);
  if (about) {
    const fold = page.locator('details:not([open]):has([name="about"]) summary');
    if ((await fold.count()) > 0) await fold.first().click();
    await author.fill({ about: about.body, about_words: about.words });
  }
  await author.press('form[action="/report/who"]');

  if (/\/report\/similar$/.test(page.url())) {
    await author.look();
    await author.press('form[action="/report/similar"]');
  }
  await at(/\/report\/check$/);
  await expect(page.locator('main')).toContainText(concern);
  await author.press('form[action="/report/check"]');

  const handle = `journey-${Date.now().toString(36)}-${author.language.toLowerCase()}@example.org`;
  await author.signUp(handle, '小满 Mei');
  await at(/\/report\/check$/);
  await author.press('form[action="/report/check"]');

  await at(/\/cases\/\d{8}\/receipt$/);
  return referenceIn(page);
}
