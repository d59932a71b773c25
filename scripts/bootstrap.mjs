// Behind `npm start`, `npm test` and `npm run bench`: makes a fresh clone runnable, then runs the command under
// the repository's own Node. Runs on any Node from 18 on and needs nothing installed.
import { delimiter, dirname, join } from 'node:path';
import { installIfStale } from './lib/install.mjs';
import { ownNode } from './lib/own-node.mjs';
import { root } from './lib/repository.mjs';
import { runInForeground } from './lib/run-in-foreground.mjs';

const commands = {
  start: ['--conditions=@gw/source', 'apps/gateway/src/main.ts'],
  test: ['scripts/test.mjs'],
  bench: ['--conditions=@gw/source', '--no-warnings', 'benchmarks/src/main.ts'],
};

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name ?? '')) {
  console.error(`Usage: bootstrap.mjs <${Object.keys(commands).join('|')}> [arguments]`);
  process.exit(2);
}

installIfStale(name === 'start' ? 'start' : 'test');
const node = ownNode();
runInForeground(node, [...commands[name], ...args], {
  cwd: root,
  env: {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), dirname(node), process.env.PATH].join(delimiter),
  },
});
