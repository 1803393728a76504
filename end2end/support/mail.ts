// The letters that Linli would have sent: `.eml` and `.txt` files in a folder.

import fs from 'node:fs/promises';
import path from 'node:path';

export interface Letter {
  /** The name of its file; later letters have later names. */
  name: string;
  to: string;
  /** Empty for a text message. */
  subject: string;
  text: string;
}

/** All letters, the newest last. */
export async function letters(folder: string): Promise<Letter[]> {
  const names = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const whole = names.filter((name) => /^[^.].*\.(eml|txt)$/.test(name)).sort();
  return Promise.all(whole.map(async (name) => parse(name, await fs.readFile(path.join(folder, name), 'utf8'))));
}

/** Waits for a letter to somebody that fits; the newest one if several do. */
export async function letterTo(folder: string, to: string, fits: (letter: Letter) => boolean): Promise<Letter> {
  const until = Date.now() + 20_000;
  for (;;) {
    const found = (await letters(folder)).filter((letter) => letter.to.includes(to) && fits(letter)).at(-1);
    if (found) return found;
    if (Date.now() > until) {
      const all = (await letters(folder)).map((letter) => `${letter.to}: ${letter.subject}`).join('\n');
      throw new Error(`no such letter to ${to} came within 20 s; there are:\n${all}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The short code in a letter. */
export function codeIn(letter: Letter): string {
  const code = /(?<!\d)\d{3}[ -]?\d{3}(?!\d)/.exec(letter.text)?.[0]?.replace(/\D/g, '');
  if (!code) throw new Error(`there is no code in this letter:\n${letter.text}`);
  return code;
}

/** The links in a letter to this Linli, as paths. */
export function linksIn(letter: Letter): string[] {
  return [...letter.text.matchAll(/https?:\/\/[!-~]+/g)].map(([link]) => {
    const url = new URL(link.replace(/[.,;)!]+$/, ''));
    return url.pathname + url.search;
  });
}

function parse(name: string, content: string): Letter {
  const [head = '', ...rest] = content.split(/\r?\n\r?\n/);
  const field = (wanted: string) =>
    head
      .split(/\r?\n/)
      .find((line) => line.toLowerCase().startsWith(`${wanted}:`))
      ?.slice(wanted.length + 1)
      .trim() ?? '';
  return { name, to: field('to'), subject: field('subject'), text: rest.join('\n\n').replaceAll('\r\n', '\n') };
}
