// Somebody without e-mail and phone: a neighbour files for them, hears of what comes, and
// enters what they say.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { letterTo } from '../support/mail.ts';
import { Person, referenceIn } from '../support/people.ts';
import { Linli } from '../support/server.ts';

const WHO = '陈桂英';
const DOOR = '5幢502室';

test('a neighbour files for somebody who has neither e-mail nor phone', async ({ browser, contextOptions, scripts, engine }, info) => {
  test.setTimeout(240_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const linli = await Linli.start(engine);
  try {
    const meet = () => Person.meet(browser, linli, options, language, linli.address);
    const [helper, committee] = [await meet(), await meet()];
    const { page } = helper;
    await helper.signIn('sunwei@willow.example');
    await committee.signIn('li@willow.example');

    await test.step('who is helped, and what is missing', async () => {
      await page.goto('/me');
      await page.locator('main a[href="/me/helping"]').click();
      await helper.look();
      await expect(page.locator('main')).toContainText(words('helping', 'none', language));
      await helper.fill({ name: WHO });
      await helper.choose('reached', 'knock');
      await helper.press('main form[action="/me/helping"]');
      await expect(page.locator('.summary')).toBeVisible();
      await helper.look();
      await page.screenshot({ path: info.outputPath('helping-missing.png'), fullPage: true });
      await expect(page.locator('[name="name"]')).toHaveValue(WHO);
      await helper.fill({ address: DOOR });
      await page.locator('[name="consent"]').check();
      await helper.press('main form[action="/me/helping"]');
      await expect(page.locator('.acts-for')).toContainText(WHO);
      await helper.look();
      await page.screenshot({ path: info.outputPath('helping.png'), fullPage: true });
    });
    const reference = await test.step('file it for them', async () => {
      await page.locator('main a[href="/report"]').click();
      await helper.fill({ words: '5幢门口的垃圾好几天没人收，都漫出来了。' });
      await helper.press('form[action="/report"]');
      await helper.choose('category', 'rubbish');
      await helper.press('form[action="/report/kind"]');
      await page.goto('/report/where?within=willow-lane');
      await helper.choose('place', 'willow-5');
      await helper.press('form.form[action="/report/where"][method="post"]');
      await page.locator('form[action="/report/photos"] button[name=go]').click();
      await helper.press('form[action="/report/who"]');
      if (/\/report\/similar$/.test(page.url())) await helper.press('form[action="/report/similar"]');
      await expect(page).toHaveURL(/\/report\/check$/);
      await helper.look();
      await expect(page.locator('main')).toContainText(WHO);
      await page.screenshot({ path: info.outputPath('check.png'), fullPage: true });
      await helper.press('form[action="/report/check"]');
      await helper.look();
      await page.screenshot({ path: info.outputPath('receipt.png'), fullPage: true });
      return referenceIn(page);
    });
    await test.step('what they are asked comes to who helps', async () => {
      await committee.act(reference, 'hear', { words: 'We look at it on Monday.' });
      await committee.act(reference, 'report-done', { words: 'It was collected.' });
      const letter = await letterTo(linli.mailFolder, 'sunwei@willow.example', (one) => one.text.includes(DOOR));
      expect(letter.text).toContain(WHO);
      expect(letter.text, 'a helper answers signed in').not.toContain('/answer/');
    });
    await test.step('what they say is entered for them', async () => {
      await helper.act(reference, 'answer', { verdict: 'solved' });
      await helper.open(reference);
      await helper.look();
    });
    await test.step('in the own name again', async () => {
      await helper.press('form[action="/me/helping/stop"]');
      await expect(page.locator('.acts-for')).toHaveCount(0);
      await page.goto('/me');
      await expect(page.locator('main')).not.toContainText(WHO);
    });
    await helper.leave();
    await committee.leave();
  } finally {
    await linli.stop();
  }
});
