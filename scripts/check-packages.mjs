// Packs every published package and checks the tarballs: what publint and attw say about them is
// what a user would run into. Needs a build.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './lib/repository.mjs';

const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'gw-packages-'));
try {
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder], {
    cwd: root,
  });
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  // Nothing packed would otherwise read as nothing wrong.
  if (tarballs.length === 0) throw new Error('No package was packed.');
  const results = await Promise.all(tarballs.map(checkTarball));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  console.log(error.stdout ?? '', error.stderr ?? error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function checkTarball(tarball) {
  const complaints = await Promise.all([
    complaint('publint', ['run', '--strict', join(folder, tarball)]),
    complaint('attw', ['--profile', 'esm-only', '--format', 'ascii', join(folder, tarball)]),
  ]);
  const found = complaints.filter((text) => text !== undefined);
  console.log(`${found.length === 0 ? '✓' : '✗'} ${tarball}`);
  for (const text of found) console.log(text);
  return found.length === 0;
}

/** What the tool printed, if it found something. */
async function complaint(tool, args) {
  try {
    await run(tool, args, { cwd: root });
    return undefined;
  } catch (error) {
    return `${tool}: ${error.stdout || error.stderr || error.message}`;
  }
}
