// Neighbours talk something over: the committee opens it, they speak and answer each
// other, weigh short statements one at a time, and write down what they agreed.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person, type Fields } from '../support/people.ts';

const SAID = {
  title: 'Where do the bicycles go?',
  about: 'The hall is full of them, and a wheelchair does not get through.',
  lastWord: 'We do, together.',
  first: 'In the cellar, I think. There is room behind the *boiler*.',
  answer: 'There is no light down there.',
  mended: 'There is no light down there yet.',
  free: 'The hall stays free.',
  cellar: 'The cellar is for bicycles.',
  own: 'Every flat keeps two bicycles at most.',
  agreed: 'The cellar gets a lamp by May. Until then the hall stays free on one side.',
};

/** A day so many days from now, as a date field takes it. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** Does what leads through a thread by the link that offers it. */
async function lead(person: Person, thread: string, code: string, fields: Fields): Promise<void> {
  await person.page.goto(thread);
  await person.page.locator(`main a[href="${thread}/${code}"]`).click();
  await person.look();
  await person.fill(fields);
  await person.press(`main form[action="${thread}/${code}"]`);
  await expect(person.page.locator('.summary'), `${code} is not refused`).toHaveCount(0);
  await expect(person.page).toHaveURL((url) => url.pathname === thread);
}

async function say(person: Person, thread: string, post: string): Promise<void> {
  await person.fill({ post });
  await person.press(`main form[action="${thread}/posts"]`);
  await expect(person.page).toHaveURL((url) => url.pathname === thread && url.hash.startsWith('#post-'));
}

async function add(person: Person, thread: string, view: string): Promise<void> {
  await person.page.goto(`${thread}/statements`);
  await person.fill({ view });
  await person.press(`main form[action="${thread}/statements"]`);
}

test('neighbours talk about bicycles and agree', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const committee = await meet();
  await committee.signIn('wang@willow.example');

  const thread = await test.step('open it; what is missing is asked for', async () => {
    await committee.page.goto('/places/willow-lane');
    await committee.look();
    await committee.page.locator('main a[href="/places/willow-lane/open-thread"]').click();
    await committee.look();
    const form = 'main form[action="/places/willow-lane/open-thread"]';
    await committee.fill({ title: SAID.title, about: SAID.about, level: 'decide', until: day(10) });
    await committee.press(form);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="title"]')).toHaveValue(SAID.title);
    await committee.look();
    await committee.fill({ last_word: SAID.lastWord });
    await committee.press(form);
    await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
    await committee.look();
    return new URL(committee.page.url()).pathname;
  });

  const [li, chen] = [await meet(), await meet()];
  await li.signIn('fengli@willow.example');
  await chen.signIn('emma@harbour.example');

  await test.step('speak, answer, and mend a slip', async () => {
    await li.page.goto('/places/willow-lane/threads');
    await li.look();
    await li.page.locator(`main a[href="${thread}"]`).click();
    await li.look();
    await say(li, thread, SAID.first);
    await li.look();
    await chen.page.goto(thread);
    await chen.page.locator(`main a[href*="answer=1"]`).click();
    await say(chen, thread, SAID.answer);
    await expect(chen.page.locator('#post-2.reply')).toContainText(SAID.answer);
    await chen.page.locator(`main a[href="${thread}/posts/2"]`).click();
    await chen.look();
    await chen.fill({ post: SAID.mended });
    await chen.press(`main form[action="${thread}/posts/2"]`);
    await expect(chen.page.locator('#post-2')).toContainText(SAID.mended);
    await li.page.goto(thread);
    await expect(li.page.locator('#post-1 em')).toHaveText('boiler');
    await expect(li.page.locator('#post-2')).toContainText(SAID.mended);
  });

  await test.step('weigh short statements', async () => {
    await add(committee, thread, SAID.free);
    await add(committee, thread, SAID.cellar);
    await lead(committee, thread, 'move', { step: 'weigh', until: day(20) });
    await add(li, thread, SAID.own);
    await li.look();
    for (const person of [li, chen]) {
      for (let answered = 0; answered < 3; answered += 1) {
        await person.page.goto(`${thread}/statements`);
        await person.page.locator(`main form[action="${thread}/answers"] button[value="agree"]`).click();
      }
      await expect(person.page.locator('main')).toContainText(words('threads', 'all_answered', language));
      await person.look();
    }
    await li.press(`main form[action="${thread}/answers/back"]`);
    await expect(li.page.locator('main')).toContainText(words('threads', 'undone', language));
    await li.look();
    await li.page.goto(`${thread}/opinions`);
    await expect(li.page.locator('main')).toContainText(words('threads', 'opinions_none', language));
    await li.look();
  });

  await test.step('write down what was agreed', async () => {
    await lead(committee, thread, 'move', { step: 'decide', until: day(30) });
    await li.page.goto(`${thread}/opinions`);
    // Two people: what one of them said could be told from any count.
    await expect(li.page.locator('main')).toContainText(words('threads', 'opinions_none', language));
    await li.look();
    await lead(committee, thread, 'agree', { words: SAID.agreed, review: day(180) });
    await li.page.goto(thread);
    await expect(li.page.locator('section[aria-labelledby="agreement"]')).toContainText(SAID.agreed);
    await expect(li.page.locator('textarea')).toHaveCount(0);
    await li.look();
  });
  await Promise.all([committee, li, chen].map((one) => one.leave()));
});
