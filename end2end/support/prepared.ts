// The demo neighbourhood is loaded once for each engine, before the first test; every Linli of the tests starts from a
// copy of its own.

import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { Database } from './postgres.ts';
import { needed } from './server.ts';

const run = promisify(execFile);
const FOLDER = 'LINLI_PREPARED';
const DATABASE = 'LINLI_PREPARED_DATABASE';

/** The folder with the loaded data of SQLite in `one`, and the key that both engines sign with. */
export const preparedFolder = (): string => needed(FOLDER, 'the folder that `prepare` fills before the first test');

/** The database that new ones are copied from. */
export function preparedDatabase(): string {
  const name = process.env[DATABASE];
  if (!name) {
    throw new Error(
      'LINLI_TEST_POSTGRES is not set: the address of a PostgreSQL in which databases may be made. `cargo xtask test` starts one.',
    );
  }
  return name;
}

/** Loads the demo; Playwright calls what this returns after the last test. */
export default async function prepare(): Promise<() => Promise<void>> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'linli-prepared-'));
  process.env[FOLDER] = folder;
  const secret = path.join(folder, 'secret.key');
  await fs.writeFile(secret, crypto.getRandomValues(new Uint8Array(32)), { mode: 0o600, flag: 'wx' });
  const database = process.env['LINLI_TEST_POSTGRES'] ? await Database.create('prepared') : undefined;
  if (database) process.env[DATABASE] = database.name;
  const forget = async () => {
    await database?.drop();
    await fs.rm(folder, { recursive: true, force: true });
  };
  try {
    await load(path.join(folder, 'one'), secret, {});
    if (database) await load(path.join(folder, 'two'), secret, { LINLI_DATABASE_URL: database.url });
  } catch (error) {
    await forget();
    throw error;
  }
  return forget;
}

async function load(data: string, secret: string, settings: Record<string, string>): Promise<void> {
  const program = needed('LINLI_BIN', 'the program to test, such as target/debug/linli');
  await run(program, ['demo'], {
    env: { PATH: process.env['PATH'] ?? '', LINLI_DATA: data, LINLI_SECRET_FILE: secret, ...settings },
  });
}
