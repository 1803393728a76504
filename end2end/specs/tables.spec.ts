// One matter that nobody may pass round: the committee asks the level above,
// the office gives it back, the committee does not agree, and the office above
// both calls everybody to one table. What it agrees is done, and the resident
// says that it is solved.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { file } from '../support/report.ts';

const SAID = {
  concern: 'Rubbish piles up beside the bins, half in our lane and half on the street, and each side waits for the other.',
  tried: 'We paid for a lorry twice.',
  asked: 'Please send a lorry every week.',
  back: 'Bulky waste of the lane is for the lane to order.',
  contest: 'Half of the heap lies on the street: we cannot order a lorry for that.',
  table: 'Both halves together, one timetable.',
  anew: 'The committee tells the neighbours.',
  tells: 'Hangs the timetable up on every landing.',
  leads: 'Puts up one timetable at the gate.',
  does: 'Sends a lorry on Wednesdays.',
  heard: 'We lead this, the timetable comes this week.',
  step: 'The lorry comes on Wednesdays, for both halves.',
  done: 'The heap is gone on both sides.',
};

test('a matter goes up, comes back, is contested and ends at one table', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const author = await meet();
  const reference = await test.step('file', () => file(author, SAID.concern, scripts));
  const [committee, office, district] = [await meet(), await meet(), await meet()];
  await committee.signIn('wang@willow.example');
  await office.signIn('du@cuiyuan.example');
  await district.signIn('ren@xihu.example');
  const stands = async (key: string) => {
    await author.open(reference);
    await expect(author.page.locator('main .now')).toContainText(words('case', key, language));
    await author.look();
  };

  await test.step('hand up, hand back', async () => {
    await committee.act(reference, 'hand-up', { ground: 'outside-means', tried: SAID.tried, asked: SAID.asked });
    await office.act(reference, 'hand-back', { ground: 'within-community-powers', words: SAID.back });
  });
  await test.step('contest', async () => {
    await committee.act(reference, 'ask-table', { words: SAID.contest });
    await stands('step_call_table');
  });
  await test.step('a table that says too little is refused with what was typed', async () => {
    await district.page.goto('/inbox');
    await district.look();
    await district.page.locator(`main a[href="/cases/${reference}/call-table"]`).first().click();
    await district.look();
    await district.fill({ words: SAID.table, 'share-cuiyuan-office': 'leads' });
    await district.press(`main form[action="/cases/${reference}/call-table"]`);
    await expect(district.page.locator('.summary')).toBeVisible();
    await expect(district.page.locator('[name="words"]')).toHaveValue(SAID.table);
    await expect(district.page.locator('[name="share-cuiyuan-office"]')).toHaveValue('leads');
    await district.look();
  });
  await test.step('call the table', async () => {
    await district.act(reference, 'call-table', {
      words: SAID.table,
      convener: 'cuiyuan-office',
      'share-cuiyuan-office': 'leads',
      'task-cuiyuan-office': SAID.leads,
      'share-xihu-city-management': 'does',
      'task-xihu-city-management': SAID.does,
      'share-willow-committee': 'consulted',
      'burden-cuiyuan-office': 'unknown',
      'burden-xihu-city-management': 'unknown',
      'burden-willow-committee': 'unknown',
    });
    await stands('step_hear');
    const table = author.page.locator('section[aria-labelledby="table"]');
    for (const said of [SAID.leads, SAID.does, words('case', 'share_consulted', language)]) await expect(table).toContainText(said);
    await committee.page.goto('/inbox');
    await committee.look();
    await expect(committee.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
  });
  await test.step('nobody passes it on alone', async () => {
    await office.open(reference);
    await expect(office.page.locator(`main a[href="/cases/${reference}/hand-back"]`)).toHaveCount(0);
  });
  await test.step('the convener writes anew who does what', async () => {
    await office.act(reference, 'rewrite-table', { words: SAID.anew, 'task-willow-committee': SAID.tells });
    const table = committee.page.locator('section[aria-labelledby="table"]');
    await committee.open(reference);
    for (const said of [SAID.leads, SAID.does, SAID.tells]) await expect(table).toContainText(said);
    await committee.look();
  });
  await test.step('done, and solved', async () => {
    await office.act(reference, 'hear', { words: SAID.heard });
    await office.act(reference, 'settle', { step: SAID.step });
    await office.act(reference, 'report-done', { words: SAID.done });
    await author.act(reference, 'answer', { verdict: 'solved' });
    await stands('heading_closed');
  });
  await test.step('every word stands in the record', async () => {
    for (const said of [SAID.tried, SAID.asked, SAID.back, SAID.contest, SAID.table, SAID.done]) {
      await expect(author.page.locator('main')).toContainText(said);
    }
  });
  await test.step('the list of gaps', async () => {
    await author.page.goto('/gaps');
    await author.look();
    await expect(author.page.locator('main .list > li')).not.toHaveCount(0);
  });
  await Promise.all([author, committee, office, district].map((one) => one.leave()));
});
