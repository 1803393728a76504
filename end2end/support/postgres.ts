// Databases on the private PostgreSQL that `cargo xtask test` starts, one per
// Linli, made and dropped with `psql`.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class Database {
  private constructor(
    readonly url: string,
    readonly name: string,
    private readonly cluster: string,
  ) {}

  /** An empty database, or a copy of one that nobody is connected to. */
  static async create(kind: string, from?: string): Promise<Database> {
    const cluster = process.env['LINLI_TEST_POSTGRES'];
    if (!cluster) {
      throw new Error(
        'LINLI_TEST_POSTGRES is not set: the address of a PostgreSQL in which databases may be made. `cargo xtask test` starts one.',
      );
    }
    const name = `end2end_${kind}_${process.pid}_${Date.now().toString(36)}`;
    await psql(cluster, `CREATE DATABASE ${name}${from ? ` TEMPLATE ${from}` : ''}`);
    const url = new URL(cluster);
    url.pathname = `/${name}`;
    return new Database(url.href, name, cluster);
  }

  async drop(): Promise<void> {
    await psql(this.cluster, `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }
}

async function psql(address: string, statement: string): Promise<void> {
  await run('psql', ['--no-psqlrc', '--quiet', '--dbname', address, '--command', statement]);
}
