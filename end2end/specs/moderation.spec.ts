// A heated thread is slowed; neighbours flag a post, and the third household hides it;
// a member removes it in the inbox, its author appeals, and another member puts it back.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person, type Fields } from '../support/people.ts';

const SAID = {
  title: 'Who leaves the gate open?',
  about: 'The gate stood open again all night.',
  lastWord: 'We do, together.',
  sharp: 'The people behind that door are thieves.',
  more: 'And another thing.',
  note: 'It points at a door.',
  slow: 'It goes too fast.',
  reason: 'It names a door.',
  appeal: 'It is my own door.',
  answer: 'So it is.',
};

function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** Follows the link to an act on the first post, fills its form in and sends it. */
async function mend(person: Person, thread: string, act: string, fields: Fields): Promise<void> {
  const address = `${thread}/posts/1/${act}`;
  await person.page.goto(thread);
  await person.page.locator(`main a[href="${address}"]`).click();
  await person.look();
  await person.fill(fields);
  await person.press(`main form[action="${address}"]`);
  await expect(person.page.locator('.summary'), `${act} is not refused`).toHaveCount(0);
  await expect(person.page).toHaveURL((url) => url.pathname === thread);
}

test('a heated thread is slowed, a post removed, appealed and restored', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const people: Person[] = [];
  // With two servers every other one of them reaches the other one.
  const addresses = linli.addresses;
  const meet = async (name: string) => {
    const address = addresses[people.length % addresses.length] ?? linli.address;
    const person = await Person.meet(browser, linli, options, language, address);
    await person.signIn(`${name}@willow.example`);
    people.push(person);
    return person;
  };
  const told = (key: string) => words('moderation', key, language);
  const committee = await meet('wang');
  const author = await meet('fengli');

  const thread = await test.step('a thread in which somebody says something sharp', async () => {
    const { title, about, lastWord: last_word } = SAID;
    await committee.page.goto('/places/willow-lane/open-thread');
    await committee.fill({ title, about, level: 'decide', last_word, until: day(10) });
    await committee.press('main form[action="/places/willow-lane/open-thread"]');
    const here = new URL(committee.page.url()).pathname;
    await author.page.goto(here);
    await author.fill({ post: SAID.sharp });
    await author.press(`main form[action="${here}/posts"]`);
    await expect(author.page.locator('#post-1')).toContainText(SAID.sharp);
    return here;
  });
  const post = (person: Person) => person.page.locator('#post-1');

  await test.step('slow it down; what was typed too soon is kept', async () => {
    await committee.page.goto(thread);
    await committee.page.locator(`main a[href="${thread}/slow"]`).click();
    await committee.look();
    await committee.fill({ minutes: '10', words: SAID.slow });
    await committee.press(`main form[action="${thread}/slow"]`);
    await expect(committee.page.locator('section[aria-labelledby="history"]')).toContainText(SAID.slow);
    await committee.look();
    await author.page.goto(thread);
    await author.fill({ post: SAID.more });
    await author.press(`main form[action="${thread}/posts"]`);
    await expect(author.page.locator('.summary')).toBeVisible();
    await expect(author.page.locator('[name="post"]')).toHaveValue(SAID.more);
    await author.look();
  });

  await test.step('three households flag it, and it is hidden until somebody looked at it', async () => {
    for (const name of ['chen', 'sunwei', 'zhou']) {
      const person = await meet(name);
      const words = name === 'chen' ? SAID.note : '';
      await mend(person, thread, 'flag', { rule: 'names-a-home', words });
      await expect(person.page.locator('main, .flash, body').first()).toContainText(told('flagged_done'));
    }
    const last = people.at(-1) ?? author;
    await last.page.goto(thread);
    await expect(post(last)).not.toContainText(SAID.sharp);
    await last.look();
    await author.page.goto(thread);
    await expect(post(author)).toContainText(SAID.sharp);
    await expect(post(author)).toContainText(told('hidden_own'));
    await author.look();
  });

  await test.step('the inbox says which rule and what they add, and nobody’s name', async () => {
    await committee.page.goto('/inbox');
    const entry = committee.page.locator(`main li:has(a[href="${thread}/posts/1/remove"])`);
    await expect(entry).toContainText(SAID.sharp);
    await expect(entry).toContainText(SAID.note);
    await committee.look();
    await entry.locator(`a[href="${thread}/posts/1/remove"]`).click();
    await committee.look();
    await committee.fill({ rule: 'names-a-home', words: SAID.reason });
    await committee.press(`main form[action="${thread}/posts/1/remove"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === thread);
    await expect(post(committee)).toContainText(SAID.reason);
  });

  await test.step('its author reads why and appeals; another member puts it back', async () => {
    await author.page.goto(thread);
    await expect(post(author)).toContainText(SAID.reason);
    await mend(author, thread, 'appeal', { words: SAID.appeal });
    await committee.page.goto('/inbox');
    await expect(committee.page.locator('main')).toContainText(told('other_answers'));
    const second = await meet('li');
    await second.page.goto('/inbox');
    await second.look();
    await second.page.locator(`main a[href="${thread}/posts/1/answer-appeal"]`).click();
    await second.look();
    await second.fill({ verdict: 'restore', words: SAID.answer });
    await second.press(`main form[action="${thread}/posts/1/answer-appeal"]`);
    await expect(post(second)).toContainText(SAID.sharp);
    await expect(post(second)).toContainText(SAID.answer);
  });

  await test.step('rules and counts are public', async () => {
    await author.page.goto('/places/willow-lane/threads');
    await author.page.locator('main a[href="/places/willow-lane/moderation"]').click();
    await expect(author.page.locator('section[aria-labelledby="counts"]')).toContainText(told('did_restored'));
    await author.look();
  });
  await Promise.all(people.map((one) => one.leave()));
});
