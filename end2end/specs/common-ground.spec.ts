// A hundred and twenty neighbours answer short statements and see what they have in
// common. Three of them come with a browser that we look at; the others send the same
// forms by themselves.

import type { APIRequestContext } from '@playwright/test';

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { codeIn, letters } from '../support/mail.ts';
import { Person } from '../support/people.ts';

const ASKED = {
  title: 'What happens on the square?',
  about: 'Some want to park there, some want to sit there, some want to dance there.',
  lastWord: 'We do, together.',
};

/** What is weighed, and who agrees with it: three opinions, and one that all share. */
const STATEMENTS = [
  { view: 'Everybody may park here all day.', agree: [0] },
  { view: 'Cars leave the square after nine.', agree: [1, 2] },
  { view: 'We dance to music in the evening.', agree: [1] },
  { view: 'It is quiet from eight o’clock on.', agree: [0, 2] },
  { view: 'Benches stand under the trees.', agree: [2] },
  { view: 'The lamp at the gate works again.', agree: [0, 1, 2] },
];
const SHARED = STATEMENTS.length;
const VOTERS = 120;
const IN_BROWSERS = ['chen', 'zhaomin', 'sunwei'];

function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** What the neighbour with this number answers to the statement with this number. */
function answerOf(voter: number, statement: number): string {
  const agrees = STATEMENTS[statement - 1]?.agree.includes(voter % 3) ?? false;
  // Nobody fits their group in everything; on the lamp all are of one mind.
  if (statement < SHARED && (voter * 7 + statement * 3) % 11 === 0) return 'pass';
  const differs = statement < SHARED && (voter * 5 + statement) % 17 === 0;
  return agrees === differs ? 'disagree' : 'agree';
}

test('a hundred and twenty neighbours find what they agree on', async ({
  browser,
  playwright,
  linli,
  contextOptions,
  scripts,
}, info) => {
  // Long: a hundred and twenty people, one after the other.
  test.setTimeout(600_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const addressOf = (voter: number) => linli.addresses[voter % linli.addresses.length] ?? linli.address;
  const committee = await Person.meet(browser, linli, options, language, linli.address);
  await committee.signIn('wang@willow.example');

  const thread = await test.step('a thread with six statements to weigh', async () => {
    await committee.page.goto('/places/willow-lane/open-thread');
    const { title, about, lastWord: last_word } = ASKED;
    await committee.fill({ title, about, level: 'decide', last_word, until: day(10) });
    await committee.press('main form[action="/places/willow-lane/open-thread"]');
    const here = new URL(committee.page.url()).pathname;
    for (const { view } of STATEMENTS) {
      await committee.page.goto(`${here}/statements`);
      await committee.fill({ view });
      await committee.press(`main form[action="${here}/statements"]`);
      await expect(committee.page.locator('main'), 'it is said').toContainText(view);
      await expect(committee.page.locator('[name="view"]')).toHaveValue('');
    }
    await committee.page.goto(here);
    await committee.page.locator(`main a[href="${here}/move"]`).click();
    await committee.fill({ step: 'weigh', until: day(20) });
    await committee.press(`main form[action="${here}/move"]`);
    await expect(committee.page).toHaveURL((url) => url.pathname === here);
    return here;
  });

  await test.step('three answer on their phone or desk, one statement at a time', async () => {
    for (const [voter, name] of IN_BROWSERS.entries()) {
      const person = await Person.meet(browser, linli, options, language, addressOf(voter));
      await person.signIn(`${name}@willow.example`);
      await person.page.goto(`${thread}/statements`);
      for (let answered = 0; answered < STATEMENTS.length; answered += 1) {
        const form = person.page.locator(`main form[action="${thread}/answers"]`);
        const statement = Number(await form.locator('[name="statement"]').first().getAttribute('value'));
        if (voter === 0 && answered < 2) await person.look();
        await form.locator(`button[value="${answerOf(voter, statement)}"]`).click();
      }
      await expect(person.page.locator(`main form[action="${thread}/answers"]`)).toHaveCount(0);
      await person.leave();
    }
  });

  // One of them watches from now on.
  const reader = await Person.meet(browser, linli, options, language, addressOf(1));
  await reader.page.goto(`${thread}/opinions`);
  await expect(reader.page.locator('main')).toContainText(words('threads', 'opinions_none', language));

  await test.step('all others sign up and answer', async () => {
    const others = Array.from({ length: VOTERS - IN_BROWSERS.length }, (_, at) => at + IN_BROWSERS.length);
    const handle = (voter: number) => `voter${voter}-${info.workerIndex}@square.example`;
    const browsers = new Map<number, APIRequestContext>();
    await together(others, async (voter) => {
      const baseURL = addressOf(voter);
      // A connection that idles while letters are waited for is closed, and would be used once more.
      const extraHTTPHeaders = { origin: baseURL, connection: 'close' };
      const context = await playwright.request.newContext({ baseURL, extraHTTPHeaders });
      browsers.set(voter, context);
      const form = { handle: handle(voter), name: `Neighbour ${voter}`, password: '柳树下的长椅 and a long bench' };
      await posted(context, '/sign-up', form);
    });
    await expect
      .poll(async () => (await letters(linli.mailFolder)).filter((one) => one.to.includes('@square.example')).length, { timeout: 60_000 })
      .toBe(others.length);
    const codes = new Map((await letters(linli.mailFolder)).map((letter) => [letter.to, letter]));
    await together(others, async (voter) => {
      const context = browsers.get(voter) as APIRequestContext;
      const letter = [...codes].find(([to]) => to.includes(handle(voter)))?.[1];
      if (!letter) throw new Error(`no letter to ${handle(voter)}`);
      await posted(context, '/confirm', { code: codeIn(letter) });
      for (let statement = 1; statement <= STATEMENTS.length; statement += 1) {
        const form = { statement: String(statement), answer: answerOf(voter, statement) };
        await posted(context, `${thread}/answers`, form);
      }
      await context.dispose();
    });
  });

  await test.step('common ground stands first; then the groups', async () => {
    const lead = reader.page.locator('main .lead');
    const common = reader.page.locator('main section').first();
    // A number changes only when five people are behind it, in every group: each may be older than the others.
    const voters = async () => {
      // What is drawn later stands on the page when one looks again.
      if (!scripts) await reader.page.locator('main a[href$="/opinions?look=again"]').click();
      const said = await Promise.all([lead, common].map((one) => one.innerText().catch(() => '')));
      return Math.max(0, ...[...said.join(' ').replace(/[,\s](?=\d{3})/g, '').matchAll(/\d+/g)].map(Number));
    };
    await expect.poll(voters, { timeout: 30_000, message: 'with scripts it came by itself' }).toBeGreaterThan(VOTERS - 30);
    await expect(common).toContainText(STATEMENTS[SHARED - 1]?.view ?? '');
    await expect(common.locator('li')).toHaveCount(1);
    await expect(reader.page.locator('svg.camps circle')).toHaveCount(3);
    await reader.look();
    // The same as a table.
    await expect(reader.page.locator('main table').first()).toContainText(STATEMENTS[0]?.view ?? '');
  });
  for (const person of [committee, reader]) await person.leave();
});

/** Sends a form, which has to lead on. */
async function posted(context: APIRequestContext, to: string, form: Record<string, string>): Promise<void> {
  const answer = await context.post(to, { form, maxRedirects: 0 });
  expect(answer.status(), `${to} ${answer.status()} ${JSON.stringify(form)}`).toBe(303);
}

/** Does something for each, eight at a time. */
async function together(all: readonly number[], act: (one: number) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
