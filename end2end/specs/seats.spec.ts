// The pages of people who are signed in, each from their own seat: a resident
// who is asked something, a member of the committee, an officer.

import { expectAccessible } from '../support/axe.ts';
import { expect, expectNoSidewaysScroll, test } from '../support/fixtures.ts';
import { LANGUAGES, words } from '../support/language.ts';
import { letterTo, linksIn } from '../support/mail.ts';
import { Person } from '../support/people.ts';

const SEATS = {
  'emma@harbour.example': ['/', '/me', '/me/account', '/me/devices', '/me/settings', '/me/household', '/places/harbour-steps', '/cases'],
  'li@willow.example': ['/inbox', '/households', '/households/willow-3', '/me', '/me/household', '/places/willow-lane'],
  'du@cuiyuan.example': ['/inbox', '/me'],
};

test.describe('signed in', () => {
  test.skip(({ scripts }) => !scripts, 'these pages have no island: without scripts they are the same, byte for byte');

  for (const language of LANGUAGES) {
    for (const [handle, paths] of Object.entries(SEATS)) {
      test(`${handle} reads well in ${language}`, async ({ browser, linli, contextOptions }, info) => {
        const options = { ...contextOptions, ...info.project.use };
        const person = await Person.meet(browser, linli, options, language, linli.address);
        await person.signIn(handle);
        for (const path of paths) {
          const answer = await person.page.goto(path);
          expect(answer?.status(), path).toBe(200);
          expect(answer?.headers()['cache-control'], path).toContain('no-store');
          await person.look();
        }
        // The first case that waits for them, if there is one.
        const links = person.page.locator('main a[href^="/cases/"]');
        await person.page.goto(paths.includes('/inbox') ? '/inbox' : '/me');
        if ((await links.count()) > 0) {
          await links.first().click();
          await person.look();
        }
        await person.leave();
      });
    }
  }

  test('who signs out is out, on the way back too', async ({ browser, linli, contextOptions }, info) => {
    const options = { ...contextOptions, ...info.project.use };
    const person = await Person.meet(browser, linli, options, 'en', linli.address);
    await person.signIn('emma@harbour.example');
    await person.page.goto('/me');
    await person.page.locator('form[action="/sign-out"] button').click();
    await expect(person.page).not.toHaveURL(/\/me/);
    await person.page.goBack();
    await person.page.reload();
    await expect(person.page).toHaveURL(/\/sign-in/);
    await person.leave();
  });
});

test('an answer is one tap from the letter, and the letter alone changes nothing', async ({ page, linli, scripts }) => {
  const letter = await letterTo(linli.mailFolder, 'emma@harbour.example', (one) => linksIn(one).some((link) => link.startsWith('/answer/')));
  const link = linksIn(letter).find((one) => one.startsWith('/answer/')) as string;
  for (const time of ['once', 'twice']) {
    const answer = await page.goto(link);
    expect(answer?.status(), `opened ${time}, still asked`).toBe(200);
    await expect(page.locator('main form[method=post]')).toHaveCount(1);
  }
  await expectNoSidewaysScroll(page);
  await expectAccessible(page, scripts);
  await page.locator('main form[method=post] button').first().click();
  await expect(page.locator('main')).toContainText(new RegExp(LANGUAGES.map((language) => words('case', 'tap_done', language)).map(literal).join('|')));
  await expectAccessible(page, scripts);

  const forged = await page.goto(`${link.slice(0, -3)}AAA`);
  expect(forged?.status(), 'a link that was tampered with leads nowhere').toBe(404);
});

/** A sentence as a pattern that fits nothing else. */
function literal(sentence: string): string {
  return sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
