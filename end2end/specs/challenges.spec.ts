// A matter that comes back again and again: the committee opens a challenge out of
// it, writes what is known and what it tries, says what came of it, looks at the
// whole again; and the neighbour, who was asked nothing, takes the own matter out.

import { day, open, opening } from '../support/challenge.ts';
import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person, type Fields } from '../support/people.ts';
import { file } from '../support/report.ts';

const SAID = {
  concern: 'The bins of our stair overflow every Friday, whatever anybody does about it.',
  title: 'Bins that overflow every Friday',
  about: 'Each time somebody comes and each time it is full again by Friday.',
  task: 'Counts the bags for two weeks.',
  known: 'Thursday has no collection.',
  unknown: 'Nobody knows whose bags they are.',
  attempt: 'One more bin for a week.',
  outcome: 'It filled up as well.',
  review: 'One bin more is not enough. We ask for a collection on Thursdays.',
};

/** Does an act on a challenge by the link that offers it. */
async function act(person: Person, challenge: string, code: string, fields: Fields): Promise<void> {
  await person.page.goto(challenge);
  await person.page.locator(`main a[href^="${challenge}/${code}"]`).first().click();
  await expect(person.page).toHaveURL((url) => url.pathname === `${challenge}/${code}`);
  await person.look();
  await person.fill(fields);
  await person.press(`main form[action="${challenge}/${code}"]`);
  await expect(person.page.locator('.summary'), `${code} is not refused`).toHaveCount(0);
  await expect(person.page).toHaveURL((url) => url.pathname === challenge);
}

test('what comes back again and again is worked on together', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const author = await meet();
  const reference = await test.step('file', () => file(author, SAID.concern, scripts));
  const committee = await meet();
  await committee.signIn('wang@willow.example');

  const challenge = await test.step('open it out of the matter; what is missing is asked for', async () => {
    await committee.open(reference);
    await committee.page.locator(`main a[href="/cases/${reference}/gather"]`).click();
    await committee.look();
    await committee.page.locator(`main a[href="${opening(reference)}"]`).click();
    await committee.look();
    await committee.fill({ title: SAID.title, about: SAID.about, place: 'willow-lane', next: day(20) });
    await committee.press(`main form[action="${opening(reference)}"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="title"]')).toHaveValue(SAID.title);
    await committee.look();
    const opened = await open(committee, reference, { task: SAID.task });
    await committee.look();
    return opened;
  });

  await test.step('the table works', async () => {
    await act(committee, challenge, 'note', { certainty: 'known', words: SAID.known });
    await act(committee, challenge, 'note', { certainty: 'unknown', words: SAID.unknown });
    await act(committee, challenge, 'try', { words: SAID.attempt, started: day(-2), review: day(10) });
    await committee.page.goto('/inbox');
    await committee.look();
    await expect(committee.page.locator('main')).toContainText(SAID.title);
    await act(committee, challenge, 'judge', { outcome: 'did-not-help', words: SAID.outcome });
    await act(committee, challenge, 'review', { words: SAID.review, next: day(40) });
  });

  await test.step('everybody reads it', async () => {
    await author.page.goto('/challenges');
    await author.look();
    await author.page.locator(`main a[href="${challenge}"]`).click();
    await author.look();
    const { concern: _, ...told } = SAID;
    for (const said of Object.values(told)) await expect(author.page.locator('main')).toContainText(said);
    await expect(author.page.locator('section[aria-labelledby="attempts"]')).toContainText(words('challenges', 'outcome_did_not_help', language));
  });

  await test.step('the neighbour takes the own matter out', async () => {
    await author.open(reference);
    await expect(author.page.locator('main')).toContainText(words('challenges', 'under_title', language));
    await author.page.locator(`main a[href^="${challenge}/ask-out"]`).click();
    await author.look();
    await author.press(`main form[action="${challenge}/ask-out"]`);
    await expect(author.page).toHaveURL((url) => url.pathname === challenge);
    await author.open(reference);
    await expect(author.page.locator('section[aria-labelledby="under"]')).toHaveCount(0);
    await author.look();
  });
  await Promise.all([author, committee].map((one) => one.leave()));
});
