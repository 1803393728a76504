// A case that neighbours talk over: three of them ask, the committee opens the thread
// from the case, the case shows it, and what they agree is what is promised.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words, type Language } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { Linli } from '../support/server.ts';

const SAID = {
  why: 'All of us pass it every day.',
  title: 'What becomes of the bench?',
  about: 'Mend it, or put two small ones there instead.',
  lastWord: 'Whoever sits there decides.',
  post: 'Two small ones, so that one can turn one of them.',
  agreed: 'Two small benches, one of them in the shade.',
};

/** A day so many days from now, as a date field takes it. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** Neighbours have three days at least to talk a case over. */
const TALK_HOURS = 3 * 24 + 1;

test('neighbours ask to talk a case over, and what they agree is promised', async ({ browser, engine, contextOptions, scripts }, info) => {
  test.setTimeout(420_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  // One of its own, whose clock it can put on.
  const linli = await Linli.start(engine);
  try {
    await talkOver(linli, () => Person.meet(browser, linli, options, language, linli.address), language);
  } finally {
    await linli.stop();
  }
});

async function talkOver(linli: Linli, meet: () => Promise<Person>, language: Language): Promise<void> {
  const committee = await meet();
  await committee.signIn('wang@willow.example');
  const reference = await test.step('find the broken bench', () => bench(committee));
  const neighbours: Person[] = [];

  await test.step('three neighbours ask; what is missing is asked for', async () => {
    for (const handle of ['fengli@willow.example', 'zhou@willow.example', 'emma@harbour.example']) {
      const neighbour = await meet();
      await neighbour.signIn(handle);
      await neighbour.open(reference);
      // One of them may be affected already.
      const joins = await neighbour.page.locator(`main form[action="/cases/${reference}/join"]`).count();
      if (joins > 0) await neighbour.act(reference, 'join');
      if (neighbours.length === 0) {
        await neighbour.page.goto(`/cases/${reference}/ask-thread`);
        await neighbour.press(`main form[action="/cases/${reference}/ask-thread"]`);
        await expect(neighbour.page.locator('.summary')).toBeVisible();
        await neighbour.look();
      }
      await neighbour.act(reference, 'ask-thread', { reason: SAID.why });
      await expect(neighbour.page.locator('section[aria-labelledby="talk"]')).toBeVisible();
      await neighbour.look();
      neighbours.push(neighbour);
    }
    await committee.page.goto('/inbox');
    await expect(committee.page.locator('main')).toContainText(words('inbox', 'suggest_open_thread', language));
    await committee.look();
  });

  const thread = await test.step('the committee opens the thread from the case', async () => {
    await committee.open(reference);
    await expect(committee.page.locator('main .now')).toContainText(words('case', 'step_open_thread', language));
    await committee.look();
    await committee.page.locator('section[aria-labelledby="talk"] a[href*="open-thread"]').click();
    await committee.look();
    const { title, about, lastWord } = SAID;
    await committee.fill({ title, about, level: 'decide', last_word: lastWord, until: day(10) });
    await committee.press('main form[action$="/open-thread"]');
    await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
    await expect(committee.page.locator(`main a[href="/cases/${reference}"]`)).toBeVisible();
    await committee.look();
    return new URL(committee.page.url()).pathname;
  });

  const [li] = neighbours;
  if (!li) throw new Error('nobody asked');
  await test.step('the case shows the thread, and the way there is one tap', async () => {
    await li.open(reference);
    await expect(li.page.locator('main .now')).toContainText(words('case', 'step_deliberate', language));
    await expect(li.page.locator('section[aria-labelledby="talk"]')).toContainText(SAID.title);
    await li.look();
    await li.page.locator(`main .now a[href="${thread}"]`).click();
    await li.fill({ post: SAID.post });
    await li.press(`main form[action="${thread}/posts"]`);
    await expect(li.page.locator('main')).toContainText(SAID.post);
    await li.act(reference, 'ask-time', { reason: SAID.why });
  });

  await test.step('on the first day nothing is agreed in the name of those who have not spoken yet', async () => {
    await committee.page.goto(thread);
    await committee.page.locator(`main a[href="${thread}/agree"]`).click();
    await committee.fill({ words: SAID.agreed, review: day(180) });
    await committee.press(`main form[action="${thread}/agree"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="words"]')).toHaveValue(SAID.agreed);
    await committee.look();
    await Promise.all([committee, ...neighbours].map((one) => one.lookAway()));
    await linli.later(TALK_HOURS);
  });

  await test.step('what they agree is promised for a day', async () => {
    await committee.page.goto(thread);
    await committee.page.locator(`main a[href="${thread}/agree"]`).click();
    await committee.look();
    await committee.fill({ words: SAID.agreed, review: day(180), promised: day(200) });
    await committee.press(`main form[action="${thread}/agree"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="words"]')).toHaveValue(SAID.agreed);
    await committee.look();
    await committee.fill({ promised: day(20) });
    await committee.press(`main form[action="${thread}/agree"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === thread);
    await li.open(reference);
    await expect(li.page.locator('main .now')).toContainText(words('case', 'step_keep', language));
    await expect(li.page.locator('.banks')).toContainText(SAID.agreed);
    await li.look();
  });
  await Promise.all([committee, ...neighbours].map((one) => one.leave()));
}

/** The case of the committee's inbox that was heard, has no promise yet and can be talked over. */
async function bench(committee: Person): Promise<string> {
  await committee.page.goto('/inbox');
  const links = await committee.page.locator('main a[href^="/cases/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  const references = [...new Set(links.map((link) => /\d{8}/.exec(link)?.[0] ?? ''))];
  for (const reference of references) {
    await committee.open(reference);
    const opens = await committee.page.locator('main a[href*="open-thread"]').count();
    const owes = await committee.page.locator(`main a[href="/cases/${reference}/plan"]`).count();
    if (opens > 0 && owes > 0) return reference;
  }
  throw new Error('no case of the inbox can be talked over');
}
