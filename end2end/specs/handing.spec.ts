// What neighbours cannot settle: the committee asks the level above, the office
// gives it back with the line of the rules, and everybody can read why.

import { expect, test } from '../support/fixtures.ts';
import { LANGUAGES, languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { file } from '../support/report.ts';

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

test('a case about the committee is checked above it first, and comes back without a name', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(300_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const [author, committee, office] = [await meet(), await meet(), await meet()];
  await committee.signIn('wang@willow.example');
  await office.signIn('du@cuiyuan.example');
  const alleged = 'The convener lets the shed to a cousin.';
  const reason = 'There is no cousin in the book of the shed.';
  const concern = `The shed of the bins is locked on every Sunday, and bags lie before it (${info.project.name}).`;
  const about = { body: 'willow-committee', words: alleged };
  const reference = await test.step('file', () => file(author, concern, scripts, about));

  await test.step('nothing else comes before the check', async () => {
    await author.open(reference);
    await author.look();
    await expect(author.page.locator('main .now')).toContainText(words('case', 'step_check_conflict', language));
    await office.page.goto('/inbox');
    await office.look();
    await expect(office.page.locator(`main a[href="/cases/${reference}/check-conflict"]`)).toHaveCount(1);
    await office.open(reference);
    await expect(office.page.locator(`main a[href="/cases/${reference}/settle"]`)).toHaveCount(0);
    await office.page.goto(`/cases/${reference}/check-conflict`);
    await expect(office.page.locator('main')).toContainText(alleged);
    await office.look();
    await office.fill({ words: reason });
    await office.press(`main form[action="/cases/${reference}/check-conflict"]`);
    await expect(office.page.locator('.summary')).toBeVisible();
    await expect(office.page.locator('[name="words"]')).toHaveValue(reason);
    await office.look();
  });
  await test.step('no conflict: the author chooses', async () => {
    await office.act(reference, 'check-conflict', { reply: 'no', words: reason });
    await author.open(reference);
    await author.look();
    await expect(author.page.locator('main')).toContainText(reason);
    await expect(author.page.locator('main .now')).toContainText(words('case', 'step_choose', language));
    await author.act(reference, 'go-unnamed');
    await expect(author.page.locator('.banks')).toContainText(words('history', 'ground_no_conflict', language));
  });
  await test.step('the committee has it and never learns who wrote it', async () => {
    await committee.act(reference, 'hear', { words: 'We open the shed on Sundays.' });
    await committee.look();
    await expect(committee.page.locator('main')).not.toContainText(alleged);
    await expect(committee.page.locator('main')).not.toContainText(reason);
    await expect(committee.page.locator(`main a[href="/cases/${reference}/open-identity"]`)).toHaveCount(0);
  });
  await Promise.all([author, committee, office].map((one) => one.leave()));
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
