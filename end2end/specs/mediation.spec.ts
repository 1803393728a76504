// Two neighbours come together with somebody between them: one asks, the other says yes,
// the committee names a neighbour, who finds a time and a place. And two others, who have
// met, promise each other something; what one of them changes both confirm anew.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { letterTo } from '../support/mail.ts';
import { Person, type Fields } from '../support/people.ts';

/** The door of Song Jia in the demo, who lives in another building. */
const DOOR = { place: 'willow-5', door: '1-503' };

function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T19:00`;
}

/** Opens what was told on somebody's own page. */
async function told(person: Person, sentence: string): Promise<string> {
  await person.page.goto('/me');
  // Other stories tell the same people things, and what is older lies in a fold.
  const link = `main a[href^="/mediation/"]:has-text(${JSON.stringify(sentence)})`;
  await person.unfoldTo(`a[href^="/mediation/"]:has-text(${JSON.stringify(sentence)})`);
  await person.page.locator(link).first().click();
  await expect(person.page).toHaveURL(/\/mediation\/\d{8}$/);
  await person.look();
  return new URL(person.page.url()).pathname;
}

const formOf = (act: string) => `main form:has(input[name="act"][value="${act}"])`;

/** Fills in one of the forms of the page and sends it. */
async function does(person: Person, at: string, act: string, fields: Fields = {}, button = 'button'): Promise<void> {
  await person.page.goto(at);
  const form = person.page.locator(formOf(act)).first();
  const fold = person.page.locator(`details:not([open]):has(${formOf(act).slice('main '.length)})`);
  if ((await fold.count()) > 0) await fold.first().locator('summary').click();
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`);
    const kind = await field.first().evaluate((one) => one.getAttribute('type') ?? '');
    if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
    else await field.fill(value);
  }
  await form.locator(button).first().click();
}

async function goesOn(person: Person, what: string): Promise<void> {
  await expect(person.page.locator('.summary'), `${what} is not refused`).toHaveCount(0);
  await person.look();
}

test('two neighbours meet with somebody between them, and promise each other something', async ({
  browser,
  linli,
  contextOptions,
  scripts,
}, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const people: Person[] = [];
  const meet = async (name: string) => {
    const person = await Person.meet(browser, linli, options, language, linli.address);
    await person.signIn(`${name}@willow.example`);
    people.push(person);
    return person;
  };
  const said = (key: string) => words('mediation', key, language);
  const author = await meet('yuyang');
  const other = await meet('songjia');
  const stranger = await meet('luo');

  const at = await test.step('ask the other household, without one’s name', async () => {
    await author.page.goto('/me');
    await author.page.locator('main a[href^="/cases/"]').first().click();
    await author.page.locator('main a[href$="/mediation"]').click();
    await author.look();
    const form = 'main form[action$="/mediation"]';
    await author.fill({ door: '……' });
    await author.press(form);
    await expect(author.page.locator('.summary')).toBeVisible();
    await expect(author.page.locator('[name="door"]')).toHaveValue('……');
    await author.look();
    await author.fill(DOOR);
    await author.press(form);
    await expect(author.page).toHaveURL(/\/mediation\/\d{8}/);
    await goesOn(author, 'asking');
    return new URL(author.page.url()).pathname;
  });

  await test.step('the mail tells nothing; the page asks, and whoever is asked is free', async () => {
    const letter = await letterTo(linli.mailFolder, 'songjia@', () => true);
    expect(letter.subject).toBe(words('mediation', 'told_subject', 'zh-Hans'));
    expect(letter.text).not.toContain('/mediation');
    expect(await told(other, said('told_asked'))).toBe(at);
    await expect(other.page.locator('main')).not.toContainText('于洋');
    await does(other, at, 'reply', {}, 'button[value="no"]');
    await expect(other.page.locator('main')).toContainText(said('declined'));
    await goesOn(other, 'a no');
    await author.page.goto(at);
    await expect(author.page.locator('main')).toContainText(said('next_their_answer'));
    await does(other, at, 'reply', {}, 'button[value="yes"]');
    await expect(other.page.locator('#parties + *')).toContainText('于洋');
    await goesOn(other, 'a yes');
    expect((await stranger.page.goto(at))?.status()).toBe(404);
  });

  const committee = await meet('wang');
  const mediator = await meet('gao');
  await test.step('the committee names a neighbour, nobody of the two households', async () => {
    await told(committee, said('told_name_one'));
    await does(committee, at, 'name', { member: '', handle: 'songjia@willow.example' });
    await expect(committee.page.locator('.summary')).toBeVisible();
    await committee.look();
    await does(committee, at, 'name', { member: '', handle: 'gao@willow.example' });
    await goesOn(committee, 'naming');
    await expect(committee.page.locator('main')).toContainText(said('body_under_way'));
    await told(mediator, said('told_invited'));
    await does(mediator, at, 'accept');
    await goesOn(mediator, 'accepting');
  });

  await test.step('a time and a place', async () => {
    await does(mediator, at, 'arrange', { at: inDays(-2), place: '活动室' });
    await expect(mediator.page.locator('.summary')).toBeVisible();
    await expect(mediator.page.locator('[name="place"]')).toHaveValue('活动室');
    await mediator.look();
    await does(mediator, at, 'arrange', { at: inDays(3), place: '活动室' });
    await goesOn(mediator, 'arranging');
    await author.page.goto(at);
    await expect(author.page.locator('main')).toContainText('活动室');
    await author.look();
  });

  await test.step('it can end without an agreement, and what was learnt stays with the three', async () => {
    await does(author, at, 'end', { learnt: '原来都睡不好。' });
    await goesOn(author, 'ending');
    await other.page.goto(at);
    await expect(other.page.locator('main')).toContainText(said('ended_without'));
    await expect(other.page.locator('main')).toContainText('原来都睡不好。');
    await other.look();
    await committee.page.goto(at);
    await expect(committee.page.locator('main')).not.toContainText('原来都睡不好。');
    await committee.look();
  });

  await test.step('two who have met promise each other something', async () => {
    const one = await meet('fengli');
    const two = await meet('ma');
    const here = await told(one, said('told_text_changed'));
    await does(one, here, 'write', { words: '九点以后不跳操。' });
    await goesOn(one, 'writing');
    await does(two, here, 'confirm');
    await goesOn(two, 'confirming');
    const stale = await Person.meet(browser, linli, options, language, linli.address);
    people.push(stale);
    await stale.signIn('ma@willow.example');
    await stale.page.goto(here);
    await does(one, here, 'write', { words: '九点以后不跳操，周末也是。' });
    await expect(one.page.locator(formOf('confirm'))).toHaveCount(1);
    const form = stale.page.locator(formOf('write'));
    await form.locator('[name="words"]').fill('我先发消息。');
    await form.locator('button').click();
    await expect(stale.page.locator('.summary')).toBeVisible();
    await expect(stale.page.locator('[name="words"]')).toHaveValue('我先发消息。');
    await expect(stale.page.locator('main')).toContainText('周末也是');
    await stale.look();
    await does(one, here, 'confirm');
    await does(two, here, 'confirm');
    await expect(two.page.locator('main')).toContainText(said('agreed_note'));
    await goesOn(two, 'agreeing');
  });
  await Promise.all(people.map((person) => person.leave()));
});
