// A letter makes a verified resident: the committee makes the letters of a
// building and prints them, a neighbour types the code. Another neighbour asks
// two of the building to vouch. Nobody reads a door on a page but on the sheets.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';

/** A door of this project only, so that all projects share one demo. */
const door = (project: string, number: number) => `${number}-${[...project].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 9_000, 7) + 1_000}`;

test('a letter and two neighbours make verified residents', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(240_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const [committee, resident, newcomer] = [await meet(), await meet(), await meet()];
  const label = door(info.project.name, 8);
  const project = info.project.name.replaceAll(/[^a-z]+/g, '-');

  const code = await test.step('the committee makes letters', async () => {
    await committee.signIn('wang@willow.example');
    await committee.page.goto('/inbox');
    await committee.page.locator('main a[href="/households"]').click();
    await committee.look();
    await committee.page.locator('main a[href="/households/willow-9"]').click();
    await committee.look();
    await committee.fill({ doors: ' ' });
    await committee.press('main form:has([name="doors"])');
    await expect(committee.page.locator('.summary')).toBeVisible();
    await committee.look();
    await committee.fill({ doors: `${label}\n${label}A` });
    await committee.press('main form:has([name="doors"])');
    await expect(committee.page.locator('.letter')).toHaveCount(2);
    await committee.look();
    await expect(committee.page.locator('.letter').first()).toContainText(label);
    await committee.page.emulateMedia({ media: 'print' });
    await expect(committee.page.locator('.screen-only')).toBeHidden();
    await expect(committee.page.locator('.letter').first()).toBeVisible();
    await committee.page.emulateMedia({ media: null });
    return (await committee.page.locator('.letter-code strong').first().innerText()).trim();
  });

  await test.step('a neighbour types the code', async () => {
    await resident.page.goto('/sign-up');
    await resident.signUp(`letter-${project}-${info.retry}@example.org`, 'Letter');
    await resident.page.goto('/me');
    await resident.page.locator('main a[href="/me/household"]').click();
    await resident.look();
    await resident.fill({ code: 'ACD-EFG-HJA' });
    await resident.press('main form:has([name="code"])');
    await expect(resident.page.locator('.summary')).toBeVisible();
    await expect(resident.page.locator('[name="code"]')).toHaveValue('ACD-EFG-HJA');
    await resident.look();
    await resident.page.goto(`/me/household?code=${code}`);
    await expect(resident.page.locator('[name="code"]')).toHaveValue(code);
    await resident.press('main form:has([name="code"])');
    await expect(resident.page.locator('main')).toContainText(words('household', 'verified_heading', language));
    await expect(resident.page.locator('main')).not.toContainText(label);
    await resident.look();
  });

  await test.step('a newcomer asks the neighbours', async () => {
    await newcomer.page.goto('/sign-up');
    await newcomer.signUp(`asks-${project}-${info.retry}@example.org`, `Asks ${project}`);
    await newcomer.page.goto('/me/household');
    await newcomer.page.locator('main summary').first().click();
    await newcomer.fill({ home: language === 'en' ? 'Willow Lane 9' : '柳巷9幢', door: door(info.project.name, 9) });
    await newcomer.press('main form:has([name="door"])');
    await expect(newcomer.page.locator('main')).toContainText(words('household', 'asked_heading', language));
    await newcomer.look();
    await resident.page.goto('/me/household');
    const vouch = `main form:has(input[value="vouch"]):has-text("Asks ${project}")`;
    await expect(resident.page.locator(vouch)).toHaveCount(1);
    await resident.look();
    await resident.press(vouch);
    await expect(resident.page.locator('main form:has(input[value="unvouch"])')).not.toHaveCount(0);
    await resident.look();
  });

  await test.step('somebody moves out', async () => {
    await resident.press('main form:has(input[value="end"])');
    await expect(resident.page.locator('main')).toContainText(words('household', 'not_heading', language));
  });
  await Promise.all([committee, resident, newcomer].map((one) => one.leave()));
});
