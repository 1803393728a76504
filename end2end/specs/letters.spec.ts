// An office that nobody signs in to is told by a printed letter: the committee takes it
// there, the clock runs from that day, and what the office writes back is entered.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { picture } from '../support/picture.ts';
import { file } from '../support/report.ts';
import { Linli } from '../support/server.ts';

const SAID = {
  tried: 'Two evenings with our own pump.',
  asked: 'A pump that works.',
  stamp: 'At the counter, against a stamp.',
  heard: 'Our fitter comes and looks.',
  done: 'There is a new pump.',
  refused: 'Those bins are not ours.',
  instead: 'Ask the company.',
  appeal: 'They stand before our own door.',
  ruling: 'The door is ours, so we go on with it.',
};

test('an office that never signs in gets a letter', async ({ browser, contextOptions, scripts, engine }, info) => {
  test.setTimeout(300_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const linli = await Linli.start(engine);
  try {
    await test.step('nobody of the office is here for 31 days', () => linli.later(31 * 24));
    const meet = () => Person.meet(browser, linli, options, language, linli.address);
    const [author, committee] = [await meet(), await meet()];
    const reference = await file(author, '5幢门口的垃圾好几天没人收，都漫出来了。', scripts);
    const at = `/cases/${reference}`;
    await committee.signIn('li@willow.example');

    await test.step('hand up', async () => {
      await committee.act(reference, 'hand-up', { ground: 'outside-means', tried: SAID.tried, asked: SAID.asked });
      await expect(committee.page.locator('main .now')).toContainText(words('case', 'step_deliver_letter', language));
      await author.page.goto('/bodies/cuiyuan-office');
      await author.look();
      await expect(author.page.locator('main')).toContainText(words('stewards', 'on_paper', language));
    });
    await test.step('print the letter', async () => {
      await committee.page.goto('/inbox');
      await committee.look();
      await expect(committee.page.locator(`main a[href="${at}/deliver-letter"]`)).toHaveCount(1);
      await committee.open(reference);
      await committee.page.locator(`main a[href="${at}/letter"]`).click();
      await committee.look();
      const sheet = committee.page.locator('article.letter');
      for (const said of [SAID.tried, SAID.asked, reference.slice(0, 4)]) await expect(sheet).toContainText(said);
      await expect(sheet.locator('svg.qr')).toHaveCount(1);
      await committee.page.screenshot({ path: info.outputPath('letter.png'), fullPage: true });
      await committee.page.emulateMedia({ media: 'print' });
      await expect(committee.page.locator('.screen-only')).toBeHidden();
      await committee.page.screenshot({ path: info.outputPath('letter-print.png'), fullPage: true });
      await committee.page.emulateMedia({ media: 'screen' });
    });
    await test.step('what is missing is asked for, and what was typed stays', async () => {
      await committee.page.goto(`${at}/deliver-letter`);
      await committee.fill({ words: SAID.stamp });
      await committee.press(`main form[action="${at}/deliver-letter"]`);
      await expect(committee.page.locator('.summary')).toBeVisible();
      await expect(committee.page.locator('[name="words"]')).toHaveValue(SAID.stamp);
      await committee.look();
    });
    await test.step('it got there', async () => {
      await committee.act(reference, 'deliver-letter', { day: today(31), words: SAID.stamp });
      await author.open(reference);
      await author.look();
      await expect(author.page.locator('main .now')).toContainText(words('case', 'letter_no_answer', language));
      await expect(author.page.locator('.banks')).toContainText(SAID.stamp);
      await author.page.screenshot({ path: info.outputPath('case.png'), fullPage: true });
    });
    await test.step('the answer is entered with its photo', async () => {
      await committee.page.goto(`${at}/enter-reply`);
      await committee.look();
      await committee.page.screenshot({ path: info.outputPath('reply.png'), fullPage: true });
      await committee.fill({ reply: 'heard', words: SAID.heard });
      await committee.page.locator('input[type="file"]').setInputFiles(picture('letter.png'));
      await committee.press(`main form[action="${at}/enter-reply"]`);
      await expect(committee.page).toHaveURL(new RegExp(`${at}(\\?|#|$)`));
      await author.open(reference);
      await expect(author.page.locator('.banks')).toContainText(SAID.heard);
      await expect(author.page.locator('.banks img')).not.toHaveCount(0);
      await author.look();
      await author.page.screenshot({ path: info.outputPath('answered.png'), fullPage: true });
    });
    await test.step('done, and solved', async () => {
      await committee.page.goto(`${at}/enter-reply`);
      await committee.fill({ reply: 'done', words: SAID.done });
      await committee.press(`main form[action="${at}/enter-reply"]`);
      await expect(committee.page.locator('.summary')).toContainText(words('refused', 'scan_missing', language));
      await committee.page.locator('input[type="file"]').setInputFiles(picture('letter.png'));
      await committee.press(`main form[action="${at}/enter-reply"]`);
      await expect(committee.page).toHaveURL(new RegExp(`${at}(\\?|#|$)`));
      await author.act(reference, 'answer', { verdict: 'solved' });
      await expect(author.page.locator('main .now')).toContainText(words('case', 'heading_closed', language));
    });
    await test.step('who refused carries no letter about that: another body of the place does', async () => {
      const neighbour = await meet();
      const other = await file(neighbour, '4幢门口的垃圾也堆了好几天，一直没人收。', scripts);
      const there = `/cases/${other}`;
      await committee.act(other, 'hear', { words: SAID.heard });
      await committee.act(other, 'decline', { ground: 'outside-area', words: SAID.refused, instead: SAID.instead });
      await neighbour.act(other, 'appeal', { reason: SAID.appeal });
      await expect(neighbour.page.locator('main .now')).toContainText(words('case', 'step_deliver_letter', language));
      await neighbour.look();
      await neighbour.page.screenshot({ path: info.outputPath('appeal.png'), fullPage: true });
      await committee.open(other);
      await expect(committee.page.locator(`main a[href="${there}/letter"]`)).toHaveCount(0);
      const owners = await meet();
      await owners.signIn('shen@willow.example');
      await owners.open(other);
      await owners.page.locator(`main a[href="${there}/letter"]`).click();
      await owners.look();
      const sheet = owners.page.locator('article.letter');
      for (const said of [SAID.refused, SAID.appeal]) await expect(sheet).toContainText(said);
      await owners.page.screenshot({ path: info.outputPath('letter-appeal.png'), fullPage: true });
      await owners.act(other, 'deliver-letter', { day: today(31), words: SAID.stamp });
      await owners.page.goto(`${there}/enter-reply`);
      await owners.look();
      await owners.page.screenshot({ path: info.outputPath('ruling.png'), fullPage: true });
      await owners.fill({ ruling: 'for-the-resident', words: SAID.ruling });
      await owners.page.locator('input[type="file"]').setInputFiles(picture('letter.png'));
      await owners.press(`main form[action="${there}/enter-reply"]`);
      await expect(owners.page).toHaveURL(new RegExp(`${there}(\\?|#|$)`));
      await expect(owners.page.locator('.banks')).toContainText(SAID.ruling);
      await owners.look();
      await owners.page.screenshot({ path: info.outputPath('ruled.png'), fullPage: true });
      await Promise.all([neighbour, owners].map((one) => one.leave()));
    });
    await Promise.all([author, committee].map((one) => one.leave()));
  } finally {
    await linli.stop();
  }
});

/** The day it is for a program that runs so many days ahead. */
function today(ahead: number): string {
  const at = new Date(Date.now() + ahead * 24 * 60 * 60 * 1000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(at);
}
