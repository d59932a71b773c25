import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';

const stampFile = join(root, 'node_modules/.installed-lockfile');

/**
 * What to install: `start` is the server, the examples and the root's tools; `test` is everything,
 * with other runtimes, several times as much.
 */
const filters = {
  start: ['--filter', 'gw', '--filter', '@gw/gateway...', '--filter', './examples/*...'],
  test: [],
};

/**
 * Installs the dependencies unless `node_modules` was made from the present lockfile.
 * @param {'start' | 'test'} scope what they are needed for.
 */
export function installIfStale(scope) {
  const hash = lockfileHash();
  const enough = scope === 'start' ? [`start ${hash}`, `test ${hash}`] : [`test ${hash}`];
  if (enough.includes(readStamp())) return;

  const startedAt = Date.now();
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(
    `Installing dependencies with ${packageManager} (first run, or the lockfile changed) …`,
  );
  // An install that is cut off must not look complete.
  rmSync(stampFile, { force: true });
  const { error, status } = spawnSync(
    'npx',
    ['-y', packageManager, 'install', '--frozen-lockfile', ...filters[scope]],
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
  writeFileSync(stampFile, `${scope} ${hash}`);
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
