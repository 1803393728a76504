// People with a browser of their own, doing what people do: by the links and
// buttons of the pages, never by an address a person could not know.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';

import { expectAccessible } from './axe.ts';
import { expect, expectNoSidewaysScroll, faultsOf } from './fixtures.ts';
import { read, type Language } from './language.ts';
import { codeIn, letterTo } from './mail.ts';
import type { Linli } from './server.ts';

/** Everybody's password in the demo; the program prints it when it starts. */
export const DEMO_PASSWORD = 'four friendly willow cats';

/** What an act's form is given: texts by field name, or the value of a choice. */
export type Fields = Record<string, string>;

export class Person {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly linli: Linli,
    private readonly scripts: boolean,
    /** Which server this person's browser reaches. */
    readonly address: string,
    readonly language: Language,
    private readonly faults: readonly string[],
  ) {}

  static async meet(
    browser: Browser,
    linli: Linli,
    options: BrowserContextOptions,
    language: Language,
    address: string,
  ): Promise<Person> {
    const context = await browser.newContext({ ...options, baseURL: address });
    await read(context, address, language);
    const faults = faultsOf(context);
    const scripts = options.javaScriptEnabled !== false;
    return new Person(await context.newPage(), context, linli, scripts, address, language, faults);
  }

  /** Closes the browser, in which nothing may have broken on the way. */
  async leave(): Promise<void> {
    expect(this.faults, 'nothing breaks beside what the test looks at').toEqual([]);
    await this.context.close();
  }

  /** Closes the page, not the browser: what is still on its way to it is not missed when the server goes. */
  async lookAway(): Promise<void> {
    await this.page.goto('about:blank');
  }

  /** What holds on every page a person comes to. */
  async look(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('lang', this.language);
    await expect(this.page.locator('h1')).toHaveCount(1);
    await expectNoSidewaysScroll(this.page);
    await expectAccessible(this.page, this.scripts);
  }

  async signIn(handle: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.locator('#handle').fill(handle);
    await this.page.locator('#password').fill(DEMO_PASSWORD);
    await this.press('form[action="/sign-in"]');
    await expect(this.page).not.toHaveURL(/sign-in/);
  }

  /** Signs up on the page that is open, and types the code of the letter. */
  async signUp(handle: string, name: string): Promise<void> {
    await expect(this.page).toHaveURL(/\/sign-up/);
    await this.look();
    await this.page.locator('#handle').fill(handle);
    await this.page.locator('#name').fill(name);
    await this.page.locator('#password').fill('柳树下的长椅 and a long bench');
    await this.press('form[action="/sign-up"]');
    await expect(this.page).toHaveURL(/\/confirm/);
    await this.look();
    const letter = await letterTo(this.linli.mailFolder, handle, (one) => /\d{3}[ -]?\d{3}/.test(one.text));
    await this.page.locator('#code').fill(codeIn(letter));
    await this.press('form[action="/confirm"]');
    await expect(this.page).not.toHaveURL(/\/confirm/);
  }

  /** Opens the page of a case. */
  async open(reference: string): Promise<void> {
    const answer = await this.page.goto(`/cases/${reference}`);
    expect(answer?.status(), `${this.address} shows case ${reference}`).toBe(200);
  }

  /** Does an act on a case: from its page, by the link or button that offers it. */
  async act(reference: string, verb: string, fields: Fields = {}): Promise<void> {
    await this.open(reference);
    const address = `/cases/${reference}/${verb}`;
    const here = `main form[action="${address}"]`;
    const { verdict, ...rest } = fields;
    // "Yes, it is solved" is one tap; every other answer has a page with reasons.
    const oneTap = verdict === undefined ? here : `${here}:has(input[type=hidden][name=verdict][value="${verdict}"])`;
    if ((await this.page.locator(oneTap).count()) > 0) {
      await this.fill(rest);
      await this.press(oneTap);
    } else {
      const link = verdict === undefined ? `main a[href="${address}"]` : `main a[href="${address}?verdict=${verdict}"]`;
      await this.unfoldTo(link);
      await this.page.locator(link).first().click();
      await expect(this.page).toHaveURL((url) => url.pathname === address);
      await this.look();
      await this.fill(rest);
      await this.press(here);
    }
    await expect(this.page, `${verb} comes back to the case`).toHaveURL(new RegExp(`/cases/${reference}(\\?|#|$)`));
    await expect(this.page.locator('.summary'), `${verb} is not refused`).toHaveCount(0);
  }

  /** Fills the fields of the open form. */
  async fill(fields: Fields): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.page.locator(`main form [name="${name}"]`);
      if (!(await field.first().isVisible())) await this.unfoldTo(`[name="${name}"]`);
      const kind = await field.first().evaluate((one) => `${one.tagName} ${one.getAttribute('type') ?? ''}`);
      if (kind.startsWith('INPUT radio')) await this.choose(name, value);
      else if (kind.startsWith('SELECT')) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Takes one of a few. */
  async choose(name: string, value: string): Promise<void> {
    await this.page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });
  }

  /** Presses the first button of a form. */
  async press(form: string): Promise<void> {
    await this.page.locator(form).first().locator('button:not([type="button"])').first().click();
  }

  /** What is offered may lie in a fold. */
  async unfoldTo(target: string): Promise<void> {
    const fold = this.page.locator(`details:not([open]):has(${target})`);
    if ((await fold.count()) > 0) await fold.first().locator('summary').first().click();
  }
}

/** The number of the case in the address of a page. */
export function referenceIn(page: Page): string {
  const found = /\/cases\/(\d{8})/.exec(page.url())?.[1];
  if (!found) throw new Error(`there is no case in ${page.url()}`);
  return found;
}
