import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from './find-binaries.ts';
import { freezeTree, thawTree } from './freeze.ts';
import { guardFolder } from './guard-folder.ts';
import { runProgram, serverUser, type User } from './run-program.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** A PostgreSQL server of one's own: real, empty, and gone afterwards. */
export interface PostgresServer {
  /** Of the database `postgres`, as its superuser, with a password. */
  readonly url: string;
  readonly password: string;
  readonly port: number;
  /** Ends it; what it has stays for `start`. @param how `immediate` is as if it had crashed. Default: `fast`. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** It answers nothing any more, without an end of any connection; Linux only. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes everything. It also happens when this process is gone, however that ends. */
  remove(): Promise<void>;
}

/**
 * Starts a server in a temporary folder, on a free port of this machine. Its programs are those of
 * `PG_BIN`, of Debian's packages, or installed: see `find-binaries.ts`. No server that is there is
 * touched.
 * @throws {Error} that says what to do, where no PostgreSQL can be had.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const user = serverUser();
  const bin = await findBinaries(user);
  const folder = makeFolder(user);
  const data = join(folder, 'data');
  const endGuard = guardFolder(folder, data, user);
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    endGuard();
  };
  try {
    const password = randomBytes(12).toString('hex');
    await initialize({ bin, folder, data, user, password });
    const port = await findFreePort();
    const launch = () => startServerProcess({ bin, data, port, user });
    return controlServer(await launch(), launch, { remove, password, port });
  } catch (error) {
    remove();
    throw error;
  }
}

function controlServer(
  first: ServerProcess,
  launch: () => Promise<ServerProcess>,
  { remove, password, port }: { remove: () => void; password: string; port: number },
): PostgresServer {
  let running: ServerProcess | undefined = first;
  let isFrozen = false;
  const server: PostgresServer = {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    password,
    port,
    async stop(how = 'fast') {
      const last = running;
      running = undefined;
      // Frozen, it would hear nothing.
      if (isFrozen) thawTree(last?.pid);
      isFrozen = false;
      await last?.stop(how);
    },
    async start() {
      running ??= await launch();
    },
    freeze() {
      isFrozen = true;
      freezeTree(running?.pid);
    },
    thaw() {
      if (isFrozen) thawTree(running?.pid);
      isFrozen = false;
    },
    async remove() {
      await server.stop('immediate');
      remove();
    },
  };
  return server;
}

function makeFolder(user: User | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'gw-postgres-'));
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

async function initialize(options: {
  readonly bin: string;
  readonly folder: string;
  readonly data: string;
  readonly user: User | undefined;
  readonly password: string;
}): Promise<void> {
  const { bin, folder, data, user, password } = options;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const settings = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  // The least of what every platform has: a text is what its bytes are.
  const locale = ['-E', 'UTF8', '--no-locale'];
  const args = ['-D', data, ...settings, ...locale, '--no-sync'];
  await runProgram(join(bin, 'initdb'), args, { user, cwd: folder });
  rmSync(passwordFile);
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
