// Photos in a post: they are folded away until somebody wants them, a mistake loses none,
// neighbours see them, and they are out of sight with the post.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { picture } from '../support/picture.ts';
import { Person } from '../support/people.ts';

const SAID = {
  title: 'Where does the water come from?',
  about: 'After each rain the cellar is wet.',
  lastWord: 'We do, together.',
  shows: 'Water on the cellar floor.',
  post: 'This was this morning.',
};

/** A day so many days from now, as a date field takes it. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

test('a post with photos', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const [committee, li, emma] = [await meet(), await meet(), await meet()];
  await committee.signIn('wang@willow.example');
  await li.signIn('fengli@willow.example');
  await emma.signIn('emma@harbour.example');

  const thread = await test.step('open a thread', async () => {
    const address = '/places/willow-lane/open-thread';
    await committee.page.goto(address);
    const { title, about, lastWord } = SAID;
    await committee.fill({ title, about, level: 'decide', last_word: lastWord, until: day(10) });
    await committee.press(`main form[action="${address}"]`);
    await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
    return new URL(committee.page.url()).pathname;
  });
  const form = `main form[action="${thread}/posts"]`;

  await test.step('a mistake loses no photo', async () => {
    await emma.page.goto(thread);
    await li.page.goto(thread);
    const fold = li.page.locator(`${form} details`);
    await expect(fold).not.toHaveAttribute('open', /.*/);
    await fold.locator('summary').click();
    await li.page.locator('#photos').setInputFiles([picture('one.png'), picture('two.png')]);
    if (scripts) await expect(li.page.locator('.photo-preview-item')).toHaveCount(2);
    await li.look();
    await li.fill({ shows: SAID.shows });
    await li.press(form);
    await expect(li.page.locator('.summary')).toBeVisible();
    await expect(li.page.locator('.thumbs img')).toHaveCount(2);
    await expect(li.page.locator('[name="shows"]')).toHaveValue(SAID.shows);
    await li.look();
    await li.page.locator('input[name="kept"]').nth(1).uncheck({ force: true });
    await li.fill({ post: SAID.post });
    await li.press(form);
    await expect(li.page).toHaveURL((url) => url.pathname === thread && url.hash === '#post-1');
    await expect(li.page.locator('#post-1 .photos img')).toHaveCount(1);
    await li.look();
  });

  const photo = await test.step('neighbours see it, live where there are scripts', async () => {
    if (!scripts) await emma.page.goto(thread);
    const image = emma.page.locator('#post-1 .photos img');
    await expect(image).toHaveAttribute('alt', SAID.shows);
    await expect(image).toHaveJSProperty('complete', true);
    await expect(image).not.toHaveJSProperty('naturalWidth', 0);
    await emma.look();
    return (await image.getAttribute('src')) ?? '';
  });

  await test.step('who takes the words back takes the photo back', async () => {
    expect((await emma.context.request.get(linli.address + photo)).status()).toBe(200);
    await li.page.locator(`main a[href="${thread}/posts/1/remove"]`).click();
    await li.look();
    await li.press(`main form[action="${thread}/posts/1/remove"]`);
    await emma.page.goto(thread);
    await expect(emma.page.locator('#post-1 img')).toHaveCount(0);
    await expect(emma.page.locator('#post-1')).toContainText(words('threads', 'taken_back', language));
    expect((await emma.context.request.get(linli.address + photo)).status()).toBe(404);
  });
  await Promise.all([committee, li, emma].map((one) => one.leave()));
});
