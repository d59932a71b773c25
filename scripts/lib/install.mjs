import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';

const stampFile = join(root, 'node_modules/.installed-lockfile');

/** Installs the dependencies unless `node_modules` was made from the present lockfile. */
export function installIfStale() {
  const hash = lockfileHash();
  if (hash === readStamp()) return;

  const startedAt = Date.now();
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(
    `Installing dependencies with ${packageManager} (first run, or the lockfile changed) …`,
  );
  // An install that is cut off must not look complete.
  rmSync(stampFile, { force: true });
  const { error, status } = spawnSync(
    'npx',
    ['-y', packageManager, 'install', '--frozen-lockfile'],
    {
      cwd: root,
      // Nobody can answer a question; progress goes to stderr, stdout belongs to the command.
      stdio: ['ignore', process.stderr, process.stderr],
      env: {
        ...process.env,
        CI: 'true',
        // Without a network npx would wait more than a minute before it looks into its own cache.
        npm_config_prefer_offline: 'true',
      },
      shell: process.platform === 'win32',
    },
  );
  if (error || status !== 0) {
    console.error(`The install failed${error ? `: ${error.message}` : ''}; see above.`);
    process.exit(status || 1);
  }

  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, hash);
  console.error(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
