// The steward's screens and what members do among themselves, by the links and
// forms of the pages: a seat given and ended, working time looked at before it
// is kept, rules compared, a template made one's own, a case taken on, a note.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person, referenceIn } from '../support/people.ts';
import { Linli } from '../support/server.ts';

const OFFICE = '/steward/bodies/cuiyuan-office';

test('a steward and the offices do their work', async ({ browser, contextOptions, scripts, engine }, info) => {
  test.setTimeout(300_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const linli = await Linli.start(engine);
  try {
    const meet = () => Person.meet(browser, linli, options, language, linli.address);
    const [steward, member, colleague, resident] = [await meet(), await meet(), await meet(), await meet()];
    await steward.signIn('mo@linli.example');
    await resident.signIn('fengli@willow.example');

    await test.step('the steward finds the way and every screen reads well', async () => {
      await steward.page.goto('/');
      await steward.page.locator('footer a[href="/steward"]').click();
      for (const path of ['/steward', '/steward/bodies', OFFICE, `${OFFICE}/edit`, `${OFFICE}/calendar`, `${OFFICE}/service`, '/steward/charter', '/steward/stewards', '/bodies/cuiyuan-office']) {
        const answer = await steward.page.goto(path);
        expect(answer?.status(), path).toBe(200);
        await steward.look();
      }
    });

    await test.step('a seat is given, and its holder has an inbox with the next page', async () => {
      expect((await resident.page.goto('/inbox'))?.status()).toBe(403);
      await steward.page.goto(OFFICE);
      await steward.fill({ handle: 'fengli@willow.example', role: 'officer' });
      await steward.press(`form[action="${OFFICE}/seats"]`);
      await expect(steward.page).toHaveURL(/done=seat-given/);
      await steward.look();
      expect((await resident.page.goto('/inbox'))?.status()).toBe(200);
    });

    await test.step('it ends with a reason, and access ends with it', async () => {
      await steward.page.locator('a[href*="/seats/"]').last().click();
      await steward.look();
      await steward.page.locator('#reason').fill('任期到了。');
      await steward.page.locator('button[value="end"]').click();
      await expect(steward.page).toHaveURL(/done=seat-ended/);
      await steward.look();
      expect((await resident.page.goto('/inbox'))?.status()).toBe(403);
    });

    await test.step('a mistake in the working time is seen before it is kept', async () => {
      await steward.page.goto(`${OFFICE}/calendar`);
      await steward.page.locator('#day-1').fill('17:00-09:00');
      await steward.page.locator('button[name="look"]').click();
      await expect(steward.page.locator('.summary')).toHaveCount(1);
      await steward.look();
      await steward.page.locator('#day-1').fill('10:00-16:00');
      await steward.page.locator('button[name="look"]').click();
      await expect(steward.page.locator('.weeks')).toContainText('10–16');
      await expect(steward.page.locator('.summary')).toHaveCount(0);
    });

    await test.step('a case is taken on, and a template is made one\'s own', async () => {
      await member.signIn('wang@willow.example');
      await colleague.signIn('li@willow.example');
      await member.page.goto('/inbox/templates');
      await member.look();
      const text = '收到了，今天派人去看。';
      await member.fill({ use: 'ask', name: '问地点', 'text-hans': '请告诉我们具体在哪里。', 'text-en': 'Please tell us where exactly.', 'text-hant': text });
      await member.page.locator('form:has(#text-hans) button').last().click();
      await member.look();
      await member.page.goto('/inbox/away');
      await member.look();
      await member.page.goto('/inbox');
      await member.look();
      await member.page.locator('form[action$="/look-after"] button').first().click();
      await expect(member.page.locator('.keeper').filter({ hasText: words('offices', 'looked_after_you', language) })).not.toHaveCount(0);
      await member.page.locator('main a[href^="/cases/"]').first().click();
      await member.look();
    });

    await test.step('a note is read by the body alone, and opening it is an act', async () => {
      const link = member.page.locator('main a[href$="/notes"]');
      await link.first().click();
      await member.look();
      const reference = referenceIn(member.page);
      await member.fill({ words: '物业说周五才有零件。' });
      await member.page.locator('form:has(#words) button').last().click();
      await expect(member.page.locator('main')).toContainText('物业说周五才有零件。');
      await member.look();
      await colleague.page.goto(`/cases/${reference}/notes`);
      await expect(colleague.page.locator('main')).not.toContainText('物业说周五才有零件。');
      await colleague.page.locator('form[action$="/notes/open"] button').click();
      await expect(colleague.page.locator('main')).toContainText('物业说周五才有零件。');
      expect((await resident.page.goto(`/cases/${reference}/notes`))?.status()).toBe(404);
    });
    await Promise.all([steward, member, colleague, resident].map((one) => one.leave()));
  } finally {
    await linli.stop();
  }
});
