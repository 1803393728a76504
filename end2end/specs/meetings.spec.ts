// Neighbours meet: the committee calls it, they take seats and wait for one, it is put
// off and called off, and what was said and decided is written down for those who could
// not come.

import { expect, test } from '../support/fixtures.ts';
import { languageOf, words } from '../support/language.ts';
import { Person, type Fields } from '../support/people.ts';

const SAID = {
  title: 'Who gets which bed?',
  spot: 'Reading room, Building 3 (no steps)',
  other: 'The yard, if it is dry',
  why: 'The room is flooded.',
  minutes: 'We walked from end to end. The *north corner* is wet.',
  decided: 'The racks stand on the south side.',
  slip: 'One more was there than we counted.',
};

/** A time so many days from now, as a field for day and time takes it. */
function time(ahead: number): string {
  return `${new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)}T19:00`;
}

function day(ahead: number): string {
  return time(ahead).slice(0, 10);
}

/** Fills and sends a form of a meeting by the link that leads to it. */
async function lead(person: Person, meeting: string, code: string, fields: Fields): Promise<void> {
  await person.page.goto(meeting);
  await person.page.locator(`main a[href="${meeting}/${code}"]`).click();
  await person.look();
  await person.fill(fields);
  await person.press(`main form[action="${meeting}/${code}"]`);
  await expect(person.page.locator('.summary'), `${code} is not refused`).toHaveCount(0);
  await expect(person.page).toHaveURL((url) => url.pathname === meeting);
}

async function seat(person: Person, meeting: string, act: 'seat' | 'leave', told: string): Promise<void> {
  await person.page.goto(meeting);
  await person.press(`main form[action="${meeting}/${act}"]`);
  await expect(person.page.locator('main, .flash').first()).toBeVisible();
  await expect(person.page.locator('body')).toContainText(told);
}

test('neighbours meet', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(360_000);
  const language = languageOf(info.project.name);
  const told = (key: string) => words('meetings', key, language);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const committee = await meet();
  await committee.signIn('wang@willow.example');

  const thread = await test.step('open a thread', async () => {
    await committee.page.goto('/places/willow-lane/open-thread');
    await committee.fill({ title: 'A garden behind Building 3', about: 'There is room for eight beds.', level: 'decide', until: day(10), last_word: 'We do.' });
    await committee.press('main form[action="/places/willow-lane/open-thread"]');
    await expect(committee.page).toHaveURL(/\/threads\/\d{8}/);
    return new URL(committee.page.url()).pathname;
  });

  const meeting = await test.step('call a meeting; what does not fit is asked for', async () => {
    await committee.page.goto(thread);
    await committee.page.locator(`main a[href="${thread}/meet"]`).click();
    await committee.look();
    const form = `main form[action="${thread}/meet"]`;
    await committee.fill({ title: SAID.title, at: time(-3), minutes: '60', spot: SAID.spot, seats: '0', agenda: 'Beds 20\nWater 50' });
    await committee.press(form);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="title"]')).toHaveValue(SAID.title);
    await expect(committee.page.locator('[name="agenda"]')).toHaveValue('Beds 20\nWater 50');
    await committee.look();
    await committee.fill({ at: time(5), seats: '1', agenda: 'Beds 20\nWater 15' });
    await committee.press(form);
    await expect(committee.page).toHaveURL(/\/meetings\/1/);
    await expect(committee.page.locator('main')).toContainText('19:20');
    await committee.look();
    return new URL(committee.page.url()).pathname;
  });

  const [li, emma] = [await meet(), await meet()];
  await li.signIn('fengli@willow.example');
  await emma.signIn('emma@harbour.example');

  await test.step('take the seat, wait for it, give it back', async () => {
    await li.page.goto('/places/willow-lane');
    await expect(li.page.locator('section[aria-labelledby="meetings"]')).toContainText(SAID.title);
    await li.look();
    await seat(li, meeting, 'seat', told('own_seat'));
    await li.look();
    await seat(emma, meeting, 'seat', told('own_queue_first'));
    await emma.look();
    await seat(li, meeting, 'leave', told('leave_done'));
    await emma.page.goto(meeting);
    await expect(emma.page.locator('main')).toContainText(told('own_seat'));
    await expect(emma.page.locator('#who')).toHaveCount(0);
    await committee.page.goto(meeting);
    await expect(committee.page.locator('section[aria-labelledby="who"]')).toContainText('Emma');
    await committee.look();
  });

  await test.step('put it somewhere else; a sheet and a file go along', async () => {
    await lead(committee, meeting, 'change', { spot: SAID.other, seats: '' });
    await emma.page.goto('/me');
    await expect(emma.page.locator('main')).toContainText(SAID.other);
    await expect(emma.page.locator('section[aria-labelledby="dates"]')).toContainText(SAID.title);
    await emma.look();
    await emma.page.goto(`${meeting}/sheet`);
    await expect(emma.page.locator('.sheet .qr')).toHaveCount(1);
    await expect(emma.page.locator('.sheet')).toContainText(SAID.other);
    await emma.look();
    await emma.page.emulateMedia({ media: 'print' });
    await expect(emma.page.locator('.sheet')).toBeVisible();
    await expect(emma.page.locator('.screen-only')).toBeHidden();
    await emma.page.emulateMedia({ media: 'screen' });
    const [number] = thread.match(/\d{8}/) ?? [];
    const file = await emma.page.request.get(`/calendar/threads/${number}/meetings/1.ics`);
    expect(file.headers()['content-type']).toContain('text/calendar');
    expect(await file.text()).toContain('SEQUENCE:1');
    const calendar = '/calendar/places/willow-lane.ics';
    await emma.page.goto('/places/willow-lane');
    await expect(emma.page.locator(`main a[href="${calendar}"]`)).toHaveCount(1);
    expect(await (await emma.page.request.get(calendar)).text()).toContain(`SUMMARY:${SAID.title}`);
  });

  await test.step('call it off', async () => {
    await lead(committee, meeting, 'call-off', { words: SAID.why });
    await committee.look();
    await emma.page.goto(meeting);
    await expect(emma.page.locator('main')).toContainText(SAID.why);
    await expect(emma.page.locator(`form[action="${meeting}/leave"]`)).toHaveCount(0);
    await emma.look();
  });
  await Promise.all([committee, li, emma].map((one) => one.leave()));
});

test('what was said is written down and mended', async ({ browser, linli, contextOptions, scripts }, info) => {
  test.setTimeout(240_000);
  const language = languageOf(info.project.name);
  const options = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
  const meet = () => Person.meet(browser, linli, options, language, linli.address);
  const committee = await meet();
  await committee.signIn('wang@willow.example');

  // The demo has one that was held yesterday, with nothing written down yet.
  await committee.page.goto('/places/willow-lane/threads');
  await committee.page.locator('main a', { hasText: '自行车停在哪儿' }).click();
  await committee.page.locator('section[aria-labelledby="meetings"] a', { hasText: '一起去看看' }).click();
  await committee.look();
  const meeting = new URL(committee.page.url()).pathname;
  const thread = meeting.replace(/\/meetings.*/, '');

  await test.step('write it down; half a decision is asked about', async () => {
    await committee.page.locator(`main a[href="${meeting}/minutes"]`).click();
    await committee.fill({ present: '11', words: SAID.minutes, 'how-1': 'most' });
    await committee.press(`main form[action="${meeting}/minutes"]`);
    await expect(committee.page.locator('.summary')).toBeVisible();
    await expect(committee.page.locator('[name="words"]')).toHaveValue(SAID.minutes);
    await committee.look();
    await committee.fill({ 'what-1': SAID.decided });
    await committee.press(`main form[action="${meeting}/minutes"]`);
    await expect(committee.page.locator('#minutes ~ .written em')).toHaveText('north corner');
    await committee.look();
  });

  const neighbour = await meet();
  await test.step('read it among the decisions', async () => {
    await neighbour.page.goto(thread);
    await expect(neighbour.page.locator('section[aria-labelledby="decisions"]')).toContainText(SAID.decided);
    await neighbour.look();
  });

  await test.step('correct it for everybody to see', async () => {
    await lead(committee, meeting, 'correct', { present: '12', why: SAID.slip });
    await neighbour.page.goto(meeting);
    await expect(neighbour.page.locator('main')).toContainText(SAID.slip);
    await neighbour.page.locator('main summary', { hasText: words('meetings', 'first_wording', language) }).click();
    await neighbour.look();
  });
  await Promise.all([committee, neighbour].map((one) => one.leave()));
});
