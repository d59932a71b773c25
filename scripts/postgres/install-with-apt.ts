import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { runProgram } from './run-program.ts';

/** Debian's package starts a server by itself, unless a file here says otherwise. */
const folder = '/etc/postgresql-common/createcluster.d';
const file = `${folder}/gw-tests.conf`;

/** @throws {Error} where it cannot. */
export async function installWithApt(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('apt-get: only root may install.');
  if (!existsSync('/usr/bin/apt-get')) throw new Error('apt-get: there is none here.');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
  try {
    const wait = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runProgram('apt-get', [...wait, 'update'], { env });
    await runProgram(
      'apt-get',
      [...wait, 'install', '-y', '--no-install-recommends', 'postgresql'],
      { env },
    );
  } finally {
    rmSync(file, { force: true });
  }
}
