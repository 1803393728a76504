// Twelve neighbours settle by consent where bicycles stand: the committee puts the
// question, one of them objects and gets an answer, two members end it early, and what
// came of it is told without anybody's name.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';

const SAID = {
  title: 'Where do the bicycles go now?',
  about: 'The hall is full of them, and a wheelchair does not get through.',
  lastWord: 'We do, together.',
  question: 'Bicycles into the cellar?',
  proposed: 'The cellar from May on, with a lamp and a ramp. The hall stays free.',
  objection: 'Nobody carries a cargo bike down those stairs.',
  answer: 'The ramp is made wide enough for it.',
  early: 'All of us have answered.',
};

/** Neighbours of Willow Lane who are verified, each behind a door of their own. */
const NEIGHBOURS = 'chen zhaomin sunwei zhou wuting zhenghao fengli xu heyutong gao luo liang'.split(' ');

/** The others who are verified there: once all have answered, it can end before its day. */
const OTHERS = 'songjia tangxt dong ma zhu hu shen qian'.split(' ');

function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** Answers a decision on its page. */
async function answer(person: Person, decision: string, choice: string, reason = ''): Promise<void> {
  await person.page.goto(decision);
  await person.fill({ choice, reason });
  await person.press(`main form[action="${decision}/answer"]`);
}

test('twelve neighbours settle bicycle parking by consent', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(420_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  // With two servers every other neighbour reaches the other one.
  const addresses = linli.addresses;
  let met = 0;
  const meet = async (handle: string) => {
    const address = addresses[(met += 1) % addresses.length] ?? linli.address;
    const person = await Person.meet(browser, linli, options, language, address);
    await person.signIn(handle);
    return person;
  };
  const told = (key: string) => words('decisions', key, language);
  const committee = await meet('wang@willow.example');

  const thread = await test.step('a thread that decides', async () => {
    await committee.page.goto('/places/willow-lane/open-thread');
    const { title, about, lastWord: last_word } = SAID;
    await committee.fill({ title, about, level: 'decide', last_word, until: day(10) });
    await committee.press('main form[action="/places/willow-lane/open-thread"]');
    const here = new URL(committee.page.url()).pathname;
    await committee.page.locator(`main a[href="${here}/move"]`).click();
    await committee.fill({ step: 'decide', until: day(30) });
    await committee.press(`main form[action="${here}/move"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === here);
    return here;
  });

  const decision = await test.step('put the question; what is missing is asked for', async () => {
    await committee.page.locator(`main a[href="${thread}/decide"]`).click();
    await committee.look();
    await committee.page.locator('main a[href$="way=consent"]').click();
    await committee.look();
    await committee.fill({ question: SAID.question });
    await committee.press(`main form[action="${thread}/decide"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="question"]')).toHaveValue(SAID.question);
    await committee.look();
    await committee.fill({ words: SAID.proposed });
    await committee.press(`main form[action="${thread}/decide"]`);
    await expect(committee.page.locator('h1')).toHaveText(SAID.question);
    await committee.look();
    const here = new URL(committee.page.url()).pathname;
    await committee.page.locator(`main a[href="${here}/open"]`).click();
    await committee.look();
    await committee.press(`main form[action="${here}/open"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === here);
    await committee.look();
    return here;
  });

  const neighbours: Person[] = [];
  await test.step('eleven can live with it, one objects', async () => {
    for (const [at, name] of NEIGHBOURS.entries()) {
      const person = await meet(`${name}@willow.example`);
      neighbours.push(person);
      if (at === 0) {
        await person.page.goto(thread);
        await person.page.locator(`main a[href="${decision}"]`).click();
        await person.look();
        // An objection without a reason is asked for one, and stays chosen.
        await answer(person, decision, '2');
        await expect(person.page.locator('.summary')).toBeVisible();
        await expect(person.page.locator('[name="choice"][value="2"]')).toBeChecked();
        await person.look();
        await person.fill({ reason: SAID.objection });
        await person.press(`main form[action="${decision}/answer"]`);
      } else {
        await answer(person, decision, '0');
      }
      await expect(person.page.locator('.summary')).toHaveCount(0);
      await expect(person.page).toHaveURL((url) => url.pathname === decision);
      // Two keep the page open; the others have done what they were asked.
      if (at > 1 && person !== neighbours[NEIGHBOURS.length - 1]) await person.lookAway();
    }
    // Whoever has the page open sees it without asking for it, or by one link where nothing runs.
    const standing = committee.page.locator('section[aria-labelledby="objections"]');
    if (!scripts) await committee.page.locator('main a', { hasText: told('refresh') }).click();
    await expect(standing).toContainText(SAID.objection);
    const last = neighbours.at(-1) ?? committee;
    await expect(last.page.locator('section[aria-labelledby="objections"]')).toContainText(SAID.objection);
    await last.look();
  });

  await test.step('the objection gets an answer and is taken back', async () => {
    await committee.page.goto(decision);
    await committee.page.locator(`main a[href*="${decision}/objections/"]`).click();
    await committee.look();
    await committee.fill({ answer: SAID.answer });
    await committee.press(`main form[action*="${decision}/objections/"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === decision);
    const [first] = neighbours;
    if (first === undefined) throw new Error('somebody objected');
    await first.page.goto(decision);
    await expect(first.page.locator('#answer')).toContainText(SAID.answer);
    await first.look();
    await answer(first, decision, '0');
    await expect(first.page.locator('section[aria-labelledby="objections"]')).toContainText(told('objections_none'));
  });

  await test.step('two members end it, and nobody can say who answered what', async () => {
    const second = await meet('li@willow.example');
    for (const name of OTHERS) {
      const person = await meet(`${name}@willow.example`);
      await answer(person, decision, '1');
      await person.leave();
    }
    for (const person of [committee, second]) await answer(person, decision, '0');
    await committee.page.goto(decision);
    await committee.page.locator(`main a[href="${decision}/close-early"]`).click();
    await committee.look();
    await committee.fill({ words: SAID.early });
    await committee.press(`main form[action="${decision}/close-early"]`);
    await second.page.goto(`${decision}/close-early`);
    await expect(second.page.locator('main')).toContainText(SAID.early);
    await second.look();
    await second.fill({ words: SAID.early });
    await second.press(`main form[action="${decision}/close-early"]`);
    await expect(second.page).toHaveURL((url) => url.pathname === decision);
    const result = second.page.locator('section[aria-labelledby="result"]');
    await expect(result).toContainText(told('result_passed'));
    await expect(result).not.toContainText(SAID.objection);
    const elsewhere = neighbours[1]?.page.locator('section[aria-labelledby="result"]');
    if (scripts && elsewhere) await expect(elsewhere).toContainText(told('result_passed'));
    await second.look();
    const file = await second.page.request.get(`${decision}/ballots.json`);
    const published = (await file.json()) as { ballots: unknown[] };
    expect(published.ballots).toHaveLength(NEIGHBOURS.length + OTHERS.length + 2);
    await second.leave();
  });

  await test.step('the agreement begins with what was proposed', async () => {
    await committee.page.goto(decision);
    await committee.page.locator(`main a[href="${thread}/agree?decision=1"]`).click();
    await expect(committee.page.locator('[name="words"]')).toHaveValue(SAID.proposed);
    await committee.look();
    await committee.fill({ review: day(180) });
    await committee.press(`main form[action="${thread}/agree"]`);
    await expect(committee.page.locator('section[aria-labelledby="agreement"]')).toContainText(SAID.proposed);
    await committee.look();
  });
  await Promise.all([committee, ...neighbours].map((one) => one.leave()));
});
