// Nobody answers: the clock alone takes a matter one level up, once, even if
// Linli was switched off when the date passed. Seen as its author sees it, and
// as another system reads it.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { file } from '../support/report.ts';
import { Linli } from '../support/server.ts';

const HOUR = 60 * 60 * 1000;

interface Shown {
  status: string;
  agency_responsible: string;
  extended_attributes: { stage: string; ground: string | null; next_step_due_datetime: string };
  notes: { type: string }[];
}

test('what nobody answers goes up by the clock alone', async ({ browser, contextOptions, scripts, engine }, info) => {
  test.setTimeout(300_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const linli = await Linli.start(engine);
  try {
    const meet = () => Person.meet(browser, linli, options, language, linli.address);
    const [author, officer] = [await meet(), await meet()];
    const reference = await file(author, '5幢门口的垃圾好几天没人收，都漫出来了。', scripts);
    const shown = async (): Promise<Shown> => {
      const answer = await fetch(`${linli.address}/open311/v2/requests/${reference}.json?extensions=true`);
      const [one] = (await answer.json()) as [Shown];
      return one;
    };
    const before = await shown();
    expect(before.extended_attributes).toMatchObject({ stage: 'waiting', ground: null });

    // Off when the date passes, and on again afterwards: an hour later at most.
    await author.lookAway();
    const due = (of: Shown) => Date.parse(of.extended_attributes.next_step_due_datetime);
    const hours = Math.ceil((due(before) - Date.now()) / HOUR);
    await test.step(`${hours} hours later`, () => linli.later(hours));
    await expect.poll(async () => (await shown()).extended_attributes.ground, { timeout: 30_000 }).toBe('clock');
    const after = await shown();
    expect(after.status).toBe('open');
    expect(after.agency_responsible).not.toBe(before.agency_responsible);
    expect(due(after)).toBeGreaterThan(due(before));
    expect(after.notes.map((note) => note.type)).toEqual(['moved']);

    await test.step('its author reads why, who has it now, and by when', async () => {
      await author.open(reference);
      await author.look();
      await expect(author.page.locator('.banks')).toContainText(words('history', 'ground_clock', language));
      await expect(author.page.locator('.banks .over')).toHaveCount(1);
    });

    await test.step('the office above finds it in its inbox and answers', async () => {
      await officer.signIn('du@cuiyuan.example');
      await officer.page.goto('/inbox');
      await officer.look();
      await expect(officer.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
      await officer.act(reference, 'hear', { words: '街道收到了，今天下午派车来清。' });
    });

    await test.step('switched off and on again, it does not go up twice', async () => {
      await Promise.all([author, officer].map((one) => one.lookAway()));
      await linli.later(hours);
      await author.open(reference);
      await expect(author.page.locator('.banks')).toContainText('街道收到了，今天下午派车来清。');
      const again = await shown();
      expect(again.agency_responsible).toBe(after.agency_responsible);
      expect(again.notes.map((note) => note.type)).toEqual(['moved', 'heard']);
    });
    await Promise.all([author, officer].map((one) => one.leave()));
  } finally {
    await linli.stop();
  }
});
