// Pictures for people to look at, in `target/screenshots`: `npm run screenshots`.
// Not a test: it asserts only that the pages are there.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from '../support/fixtures.ts';
import { LANGUAGES, read } from '../support/language.ts';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../target/screenshots');

const PAGES = {
  home: '/',
  cases: '/cases',
  places: '/places',
  charter: '/charter',
  help: '/help',
  'sign-up': '/sign-up',
  'sign-in': '/sign-in',
  report: '/report',
  patterns: '/dev/patterns',
};

test.skip(({ scripts }) => !process.env['LINLI_SCREENSHOTS'] || !scripts, 'only for `npm run screenshots`');

for (const language of LANGUAGES) {
  for (const [name, address] of Object.entries(PAGES)) {
    test(`${name} in ${language}`, async ({ page, context, linli, device }) => {
      await read(context, linli.address, language);
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(200);
      const shot = (kind: string) =>
        page.screenshot({ path: path.join(folder, device, `${name}-${language}${kind}.png`), fullPage: true });
      await shot('');
      if (language === 'en') {
        await page.emulateMedia({ colorScheme: 'dark' });
        await shot('-dark');
        await page.emulateMedia({ colorScheme: 'light' });
        await context.addCookies([{ name: 'type', value: 'large', url: linli.address }]);
        await page.reload();
        await shot('-large');
      }
    });
  }
}
