import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = join(tmpdir(), `gw-postgres-install-${process.getuid?.() ?? 0}`);
const owner = join(folder, 'pid');
const lookEveryMs = 200;

/** One process installs at a time; tests run in several. */
export async function lockInstall<T>(install: () => Promise<T>): Promise<T> {
  while (!take()) await sleep(lookEveryMs);
  try {
    return await install();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(): boolean {
  try {
    mkdirSync(folder);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch {
    // Whoever has it may have been killed.
    if (!isOwnerAlive()) rmSync(folder, { recursive: true, force: true });
    return false;
  }
}

function isOwnerAlive(): boolean {
  try {
    const pid = Number(readFileSync(owner, 'utf8'));
    // Just made, and not yet signed.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
