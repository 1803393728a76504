// A challenge that neighbours talk over: who sits at its table opens the thread from its
// page, the page shows it, and who has a matter under it speaks there.

import { day, open, opening } from '../support/challenge.ts';
import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { file } from '../support/report.ts';

const SAID = {
  concern: 'The bins of our stair overflow every Friday, whatever anybody does about it.',
  challenge: 'Bins that overflow every Friday',
  about: 'Each time somebody comes, and each time it is full again by Friday.',
  task: 'Counts the bags for two weeks.',
  title: 'One bin more, or one collection more?',
  words: 'A bin is cheap and takes room, a collection costs all of us.',
  lastWord: 'We do, together with the office.',
  post: 'A collection. There is no room for one bin more.',
};

test('a challenge is talked over', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const author = await meet();
  const reference = await test.step('file', () => file(author, SAID.concern, scripts));
  const committee = await meet();
  await committee.signIn('wang@willow.example');

  const challenge = await test.step('open the challenge', async () => {
    await committee.page.goto(opening(reference));
    const { challenge: title, about, task } = SAID;
    return open(committee, reference, { title, about, task, place: 'willow-lane', next: day(20) });
  });

  const thread = await test.step('open its thread; what is missing is asked for', async () => {
    await author.page.goto(challenge);
    await expect(author.page.locator('section[aria-labelledby="talk"]')).toHaveCount(0);
    await committee.page.locator('section[aria-labelledby="talk"] a[href*="open-thread?challenge="]').click();
    await committee.look();
    const form = 'main form[action$="/open-thread"]';
    await committee.fill({ title: SAID.title, about: SAID.words, level: 'co-decide', until: day(10) });
    await committee.press(form);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator(`main a[href="${challenge}"]`)).toBeVisible();
    await committee.look();
    await committee.fill({ last_word: SAID.lastWord });
    await committee.press(form);
    await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
    await expect(committee.page.locator(`main a[href="${challenge}"]`)).toBeVisible();
    await committee.look();
    return new URL(committee.page.url()).pathname;
  });

  await test.step('whose matter it is comes by the page of the challenge, and speaks', async () => {
    await author.page.goto(challenge);
    const talk = author.page.locator('section[aria-labelledby="talk"]');
    await expect(talk).toContainText(SAID.title);
    await expect(talk).toContainText(words('threads', 'step_talk', language));
    await author.look();
    await talk.locator(`a[href="${thread}"]`).click();
    await author.fill({ post: SAID.post });
    await author.press(`main form[action="${thread}/posts"]`);
    await expect(author.page.locator('#post-1')).toContainText(SAID.post);
    await author.look();
    await committee.page.goto(challenge);
    await expect(committee.page.locator('a[href*="open-thread"]')).toHaveCount(0);
    await committee.look();
  });
  await Promise.all([author, committee].map((one) => one.leave()));
});
