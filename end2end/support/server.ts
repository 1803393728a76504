// A real Linli: the program that people run, with the demo neighbourhood, in a
// folder of its own that is gone afterwards.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { Database } from './postgres.ts';
import { preparedDatabase, preparedFolder } from './prepared.ts';

export type Engine = 'sqlite' | 'postgres';

/** One Linli: on SQLite one server, on PostgreSQL two servers on one database. */
export class Linli {
  private constructor(
    /** The address of each server, such as `http://127.0.0.1:40123`. */
    readonly addresses: readonly string[],
    /** The folder into which it writes mail and text messages. */
    readonly mailFolder: string,
    private servers: readonly Server[],
    private readonly folder: string,
    private readonly database: Database | undefined,
  ) {}

  static async start(engine: Engine): Promise<Linli> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'linli-end2end-'));
    const secret = path.join(folder, 'secret.key');
    await fs.copyFile(path.join(preparedFolder(), 'secret.key'), secret);
    if (engine === 'sqlite') await fs.cp(path.join(preparedFolder(), 'one'), path.join(folder, 'one'), { recursive: true });
    const database = engine === 'postgres' ? await Database.create('demo', preparedDatabase()) : undefined;
    const mailFolder = path.join(folder, 'mail');
    const servers: Server[] = [];
    try {
      for (const name of engine === 'postgres' ? ['one', 'two'] : ['one']) {
        servers.push(
          await Server.start(`127.0.0.1:${await freePort()}`, [], {
            LINLI_DATA: path.join(folder, name),
            LINLI_MAIL_FOLDER: mailFolder,
            LINLI_SECRET_FILE: secret,
            ...(database ? { LINLI_DATABASE_URL: database.url, LINLI_DATABASE_CONNECTIONS: '8' } : {}),
          }),
        );
      }
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop()));
      await database?.drop();
      throw error;
    }
    const addresses = servers.map((server) => server.address);
    // What a demo shows to everybody lies apart.
    return new Linli(addresses, path.join(mailFolder, 'demo'), servers, folder, database);
  }

  /** Stops every server and starts it again at its address, so many hours ahead of the clock. */
  async later(hours: number): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    this.servers = await Promise.all(this.servers.map((server) => server.again(['--ahead', `${hours}h`])));
  }

  /** The address of the first server. */
  get address(): string {
    return this.addresses[0] as string;
  }

  /** The address of the last server: the second where there are two. */
  get otherAddress(): string {
    return this.addresses.at(-1) as string;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.database?.drop();
    await fs.rm(this.folder, { recursive: true, force: true });
  }
}

class Server {
  private constructor(
    readonly address: string,
    private readonly child: ChildProcess,
    private readonly listen: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(listen: string, words: string[], settings: Record<string, string>): Promise<Server> {
    const program = needed('LINLI_BIN', 'the program to test, such as target/debug/linli');
    const address = `http://${listen}`;
    const child = spawn(program, ['serve', '--demo', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        LINLI_SITE: needed('LINLI_SITE', 'the folder of the built site, such as target/site'),
        LINLI_LISTEN: listen,
        LINLI_BASE_URL: address,
        LINLI_METRICS_LISTEN: 'off',
        // All visitors of a test come from one address, as no neighbourhood does.
        LINLI_LIMITS: 'off',
        LINLI_LOG: process.env['LINLI_LOG'] ?? 'warn',
        ...settings,
      },
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said.push(text);
        if (process.env['LINLI_LOG']) process.stderr.write(text);
      });
    }
    await ready(address, child, said);
    return new Server(address, child, listen, settings);
  }

  /** The same server anew, at the same address and with the same data. */
  async again(words: string[]): Promise<Server> {
    return await Server.start(this.listen, words, this.settings);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
  }
}

/** Asks until the server says that everything is fine; fails at once when it ends. */
async function ready(address: string, child: ChildProcess, said: string[]): Promise<void> {
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) {
      throw new Error(`linli ended with ${child.exitCode} before it was ready:\n${said.join('')}`);
    }
    const answer = await fetch(`${address}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`linli was not ready within two minutes:\n${said.join('')}`);
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export function needed(name: string, what: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: ${what}. \`cargo xtask test\` sets it.`);
  return path.resolve(value);
}
