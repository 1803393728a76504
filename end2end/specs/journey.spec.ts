// The shortest journey of Linli, whole: a resident says what is wrong, a
// neighbour joins, the committee hears, asks, settles and reports done; only
// the residents can say that it is solved.
//
// On two servers the residents' browsers reach one and the committee's the other.

import type { BrowserContextOptions } from '@playwright/test';

import { expect, test } from '../support/fixtures.ts';
import { LANGUAGES, words, type Language } from '../support/language.ts';
import { Person } from '../support/people.ts';
import { file } from '../support/report.ts';

const WORDS: Record<Language, { concern: string; heard: string; question: string; reply: string; step: string; done: string; again: string; back: string }> = {
  en: {
    concern: 'The bins behind building 5 have not been emptied for four days, and the smell reaches the stairs.',
    heard: 'I read this just now and I am going down to look at the bins.',
    question: 'Is it only the kitchen bins, or the paper bins too?',
    reply: 'Only the two kitchen bins beside the gate.',
    step: 'The collectors come tonight, and we ask for a second round on Fridays.',
    done: 'The bins were emptied at six and the ground was hosed down.',
    again: 'The second bin has been emptied too now, and we checked both.',
    back: 'The bins are full again since yesterday.',
  },
  'zh-Hans': {
    concern: '5幢后面的垃圾桶四天没人清了，味道都飘到楼道里来了。',
    heard: '刚看到您写的，我这就下楼去看看垃圾桶。',
    question: '是只有厨余垃圾桶没清，还是纸类的也没清？',
    reply: '只有门口那两个厨余垃圾桶。',
    step: '今天晚上清运车会来，我们也说好了每周五多清一次。',
    done: '六点钟垃圾桶清空了，地面也冲洗过了。',
    again: '第二个桶现在也清空了，两个我们都看过了。',
    back: '从昨天起垃圾桶又满了。',
  },
  'zh-Hant': {
    concern: '5幢後面的垃圾桶四天沒人清了，味道都飄到樓道裡來了。',
    heard: '剛看到您寫的，我這就下樓去看看垃圾桶。',
    question: '是只有廚餘垃圾桶沒清，還是紙類的也沒清？',
    reply: '只有門口那兩個廚餘垃圾桶。',
    step: '今天晚上清運車會來，我們也說好了每週五多清一次。',
    done: '六點鐘垃圾桶清空了，地面也沖洗過了。',
    again: '第二個桶現在也清空了，兩個我們都看過了。',
    back: '從昨天起垃圾桶又滿了。',
  },
};

for (const language of LANGUAGES) {
  test(`from a concern to solved and open again, in ${language}`, async ({ browser, linli, contextOptions, scripts }, info) => {
    // Some eighty pages, each looked at: half a minute alone, minutes on a busy machine.
    test.setTimeout(480_000);
    const options: BrowserContextOptions = { ...contextOptions, ...info.project.use, javaScriptEnabled: scripts };
    const say = WORDS[language];
    const meet = (address: string) => Person.meet(browser, linli, options, language, address);
    const author = await meet(linli.address);
    const neighbour = await meet(linli.address);
    const committee = await meet(linli.otherAddress);
    const everybody = [author, neighbour, committee];
    const next = async (reference: string, key: string) => {
      for (const one of everybody) {
        await one.open(reference);
        await expect(one.page.locator('main .now'), `next step: ${key}`).toContainText(words('case', key, language));
      }
      await author.look();
    };

    const reference = await test.step('file', () => file(author, say.concern, scripts));
    await next(reference, 'step_hear');

    await test.step('join', async () => {
      await neighbour.signIn('sunwei@willow.example');
      await neighbour.act(reference, 'join');
      await neighbour.look();
    });
    await test.step('hear', async () => {
      await committee.signIn('wang@willow.example');
      await committee.page.goto('/inbox');
      await committee.look();
      await expect(committee.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
      await committee.act(reference, 'hear', { words: say.heard });
      await committee.look();
    });
    await next(reference, 'step_plan');

    await test.step('ask', async () => {
      await committee.act(reference, 'ask', { words: say.question });
      await next(reference, 'step_answer_question');
      await expect(author.page.locator('main')).toContainText(say.question);
      await author.act(reference, 'answer-question', { words: say.reply });
    });
    await next(reference, 'step_plan');

    await test.step('settle', () => committee.act(reference, 'settle', { step: say.step }));
    await test.step('report done', () => committee.act(reference, 'report-done', { words: say.done }));
    await next(reference, 'step_confirm');

    await test.step('not solved', async () => {
      await author.page.goto('/me');
      await author.look();
      await expect(author.page.locator(`main a[href^="/cases/${reference}"]`).first()).toBeVisible();
      await author.act(reference, 'answer', { verdict: 'not-solved', reason: 'nothing-happened' });
      for (const one of everybody) {
        await one.open(reference);
        await expect(one.page.locator('main .now')).not.toContainText(words('case', 'step_confirm', language));
      }
    });

    await test.step('report done again', () => committee.act(reference, 'report-done', { words: say.again }));
    await next(reference, 'step_confirm');

    await test.step('solved', () => author.act(reference, 'answer', { verdict: 'solved' }));
    await next(reference, 'heading_closed');

    await test.step('open again', () => author.act(reference, 'reopen', { reason: say.back }));
    await committee.open(reference);
    await expect(committee.page.locator('main .now')).not.toContainText(words('case', 'heading_closed', language));
    for (const sentence of Object.values(say)) {
      // A sentence that became the heading has lost its full stop.
      const said = sentence.replace(/[.。]$/, '');
      await expect(committee.page.locator('main'), 'the history keeps every word').toContainText(said);
    }
    await Promise.all(everybody.map((one) => one.leave()));
  });
}
