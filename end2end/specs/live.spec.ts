// A thread goes on while somebody reads it: what a neighbour says appears by itself,
// also on the other server; what one is typing stays; without scripts a link brings it.

import { expect, test } from '../support/fixtures.ts';
import { languageOf } from '../support/language.ts';
import { Person } from '../support/people.ts';

/** A day so many days from now, as a date field takes it. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

test('what a neighbour says appears while the page is open', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(240_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = (address: string) => Person.meet(browser, linli, options, language, address);
  const other = linli.addresses.at(-1) ?? linli.address;
  const [committee, reader, writer] = [await meet(linli.address), await meet(linli.address), await meet(other)];
  await committee.signIn('wang@willow.example');
  await committee.page.goto('/places/willow-lane/open-thread');
  await committee.fill({
    title: 'Who waters the beds?',
    about: 'The beds behind building 2 are dry.',
    level: 'decide',
    last_word: 'We do, together.',
    until: day(10),
  });
  await committee.press('main form[action="/places/willow-lane/open-thread"]');
  await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
  const thread = new URL(committee.page.url()).pathname;
  await reader.signIn('fengli@willow.example');
  await writer.signIn('emma@harbour.example');

  const say = async (post: string) => {
    await writer.page.goto(thread);
    await writer.fill({ post });
    await writer.press(`main form[action="${thread}/posts"]`);
    await expect(writer.page).toHaveURL((url) => url.pathname === thread && url.hash.startsWith('#post-'));
  };

  await reader.page.goto(thread);
  await reader.page.locator('[name="post"]').fill('I could, on Tues');
  await say('On Mondays I can.');
  const posts = reader.page.locator('ol.posts > li');
  if (scripts) {
    await expect(posts).toHaveCount(1);
    await expect(posts.first()).toContainText('On Mondays I can.');
    const told = reader.page.locator('.live');
    await expect(told).toContainText(/1/);
    await expect(told.locator('a')).toHaveAttribute('href', '#post-1');
    await expect(reader.page.locator('[name="post"]'), 'what one is typing stays').toHaveValue('I could, on Tues');
    await reader.look();
    // A broken line is taken up again, and nothing is missed.
    await reader.context.setOffline(true);
    await say('And who on Thursdays?');
    await reader.context.setOffline(false);
    await expect(posts).toHaveCount(2, { timeout: 30_000 });
    // The step moves on for everybody who looks.
    const now = reader.page.locator('[data-live="standing"] section').first();
    const before = await now.innerText();
    await committee.page.goto(thread);
    await committee.page.locator(`main a[href="${thread}/move"]`).click();
    await committee.fill({ step: 'weigh', until: day(12) });
    await committee.press(`main form[action="${thread}/move"]`);
    await expect(now).not.toHaveText(before);
  } else {
    await expect(posts).toHaveCount(0);
    await reader.page.locator('main a[href*="look="]').click();
    await expect(posts).toHaveCount(1);
    await say('And who on Thursdays?');
    await reader.page.locator('main a[href*="look="]').click();
    await expect(posts, 'once more').toHaveCount(2);
    await reader.look();
  }
  for (const person of [committee, reader, writer]) await person.leave();
});
