// The three languages, and a few words by which a page in each is known. The
// rest of the words are read from the catalogues, so a test never breaks
// because a sentence got better.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { BrowserContext } from '@playwright/test';

export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../app/pages/text');
const known = new Map<string, Map<string, string>>();

/** A message without placeholders from `app/pages/text/<area>.toml`. */
export function words(area: string, key: string, language: Language): string {
  const column = language.toLowerCase().replace('-', '_');
  const found = catalogue(area).get(`${key}.${column}`);
  if (found === undefined) throw new Error(`text/${area}.toml has no [${key}] in ${language}`);
  return found;
}

/** The catalogues are plain: `[key]`, then one line per language in double quotes. */
function catalogue(area: string): Map<string, string> {
  const before = known.get(area);
  if (before) return before;
  const messages = new Map<string, string>();
  let key = '';
  for (const line of fs.readFileSync(path.join(folder, `${area}.toml`), 'utf8').split('\n')) {
    const head = /^\[(\w+)\]$/.exec(line.trim());
    const text = /^(\w+)\s*=\s*(".*")$/.exec(line.trim());
    if (head) key = head[1] as string;
    else if (text) messages.set(`${key}.${text[1]}`, (JSON.parse(text[2] as string) as string).replaceAll('{{', '{').replaceAll('}}', '}'));
  }
  known.set(area, messages);
  return messages;
}

/** From now on this browser reads that language, as if it had been chosen in the header. */
export async function read(context: BrowserContext, address: string, language: Language): Promise<void> {
  await context.addCookies([{ name: 'language', value: language, url: address }]);
}

/** The one language in which a long walk is done in a project, so that all three are walked and none three times. */
export function languageOf(project: string): Language {
  if (project === 'phone') return 'zh-Hans';
  return project === 'desktop' ? 'zh-Hant' : 'en';
}
