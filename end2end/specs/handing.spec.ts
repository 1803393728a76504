// What neighbours cannot settle: the committee asks the level above, the office
// gives it back with the line of the rules, and everybody can read why.

import { expect, test } from '../support/fixtures.ts';
import { LANGUAGES, languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';

test('a case goes up and comes back', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(240_000);
  const language = languageOf(info.project.name);
  const turn = LANGUAGES.indexOf(language);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const [committee, officer, passerby] = [await meet(), await meet(), await meet()];
  await committee.signIn('li@willow.example');
  await officer.signIn('du@cuiyuan.example');
  const reference = await test.step('find one that can go up', () => heldInPublic(committee, turn));

  await test.step('what is missing is asked for, and what was typed stays', async () => {
    await committee.page.goto(`/cases/${reference}/hand-up`);
    await committee.look();
    await committee.fill({ asked: 'A pump that works.' });
    await committee.press(`main form[action="/cases/${reference}/hand-up"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="asked"]')).toHaveValue('A pump that works.');
    await committee.look();
  });

  await test.step('hand up', async () => {
    const fields = { ground: 'outside-means', tried: 'Two evenings with our own pump.', asked: 'A pump that works.' };
    await committee.act(reference, 'hand-up', fields);
    await expect(committee.page.locator('main .now')).toContainText(words('case', 'step_hear', language));
    await passerby.open(reference);
    await passerby.look();
    for (const said of [fields.tried, fields.asked, words('history', 'ground_outside_means', language)]) {
      await expect(passerby.page.locator('.banks')).toContainText(said);
    }
    await expect(passerby.page.locator('.banks .over')).not.toHaveCount(0);
  });

  await test.step('hand back', async () => {
    await officer.page.goto('/inbox');
    await expect(officer.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
    await officer.act(reference, 'hand-back', { ground: 'within-community-powers', words: 'The shared fund pays for it.' });
    await passerby.open(reference);
    await expect(passerby.page.locator('.banks')).toContainText('The shared fund pays for it.');
    await expect(passerby.page.locator('.banks .home')).not.toHaveCount(0);
    await committee.page.goto('/inbox');
    await expect(committee.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
  });
  await Promise.all([committee, officer, passerby].map((one) => one.leave()));
});

/** A public case of the committee's inbox, another one each turn: who asks again finds it passed on already. */
async function heldInPublic(committee: Person, turn: number): Promise<string> {
  await committee.page.goto('/inbox');
  const links = await committee.page.locator('main a[href^="/cases/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  const references = [...new Set(links.map((link) => /\d{8}/.exec(link)?.[0] ?? ''))];
  const found: string[] = [];
  for (const reference of references) {
    await committee.open(reference);
    const open = await committee.page.locator(`main a[href="/cases/${reference}/hand-up"]`).count();
    const isPublic = await committee.page.locator(`main a[href="/cases/${reference}/merge"]`).count();
    if (open > 0 && isPublic > 0) found.push(reference);
    if (found.length > turn) break;
  }
  const reference = found[turn] ?? found[0];
  if (!reference) throw new Error('no case in the inbox can go up');
  return reference;
}
