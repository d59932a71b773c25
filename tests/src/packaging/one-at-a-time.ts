import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pause } from '../support/until.ts';

/**
 * Runs `work` while no other process does, for test files that run beside each other and share a
 * folder. The lock is a file with its owner's process id; an owner that is gone holds nothing.
 */
export async function oneAtATime<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  while (!take(lockFile)) await pause(50);
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lockFile)) rmSync(lockFile, { force: true });
    return false;
  }
}

function isHeld(lockFile: string): boolean {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    // Just made, its owner not written yet.
    if (owner === 0) return true;
    process.kill(owner, 0);
    return true;
  } catch {
    return false;
  }
}
