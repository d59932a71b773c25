import { createForeignProject } from '../../../tests/src/packaging/foreign-project.ts';
import {
  type InstalledPackage,
  listInstalled,
} from '../../../tests/src/packaging/installed-size.ts';
import { buildPackages } from '../../../tests/src/packaging/pack-packages.ts';
import { findFreePort } from '../../../tests/src/packaging/start-program.ts';
import { createClient } from '../load/ask.ts';
import { chatRequest } from '../load/requests.ts';
import { pause } from '../pause.ts';
import type { Figures, Row } from '../row.ts';
import { installedFolder, isAlternative } from '../targets/alternatives.ts';
import { asBuilt, buildServers } from '../targets/build-servers.ts';
import type { Launch } from '../targets/launch.ts';
import { spawnLaunch, stopProcess } from '../targets/start-target.ts';
import { launchOf, type TargetName } from '../targets/targets.ts';

/** What a user installs, and what it takes until it answers. */
export const packageRows: readonly Row[] = [
  {
    id: 'cold-start',
    title: 'Cold start',
    method:
      'From the start of the process to its first answered chat request: packages and programs as they are built, in JavaScript. `bare` is a node:http server that asks nobody.',
    columns: [{ key: 'ms', title: 'ms', compare: { with: 'bare', as: 'difference' } }],
    targets: ['bare', 'floor', 'node', 'express', 'hono', 'portkey', 'litellm', 'bifrost'],
    isProfilable: false,
    budgets: [
      { target: 'node', column: 'ms', compare: { with: 'bare', as: 'difference' }, atMost: 150 },
    ],
    async warmUp() {
      await buildPackages();
      buildServers();
    },
    async measure(name, { upstream }) {
      await upstream.set({ reply: 'chat-1k' });
      const place = { port: await findFreePort(), upstreamUrl: upstream.url };
      if (name === 'direct') throw new Error('nothing to start');
      return { ms: await timeStart(asBuilt(launchOf(name, place)), place) };
    },
  },
  {
    id: 'install-size',
    title: 'Install size',
    method:
      'What npm puts into an empty project: for `node` that asks for @gw/core, @gw/provider-http and @gw/adapter-node.',
    columns: [
      { key: 'packages', title: 'packages' },
      { key: 'files', title: 'files' },
      { key: 'megabytes', title: 'MB', digits: 2 },
    ],
    targets: ['node', 'portkey'],
    isProfilable: false,
    leftOut: {
      litellm: 'npm does not install it: it is Python',
      bifrost: 'npm does not install it: it is Go',
    },
    maxRounds: 1,
    measure: async (name) => summarise(await listFor(name)),
  },
];

async function timeStart(
  launch: Launch,
  place: Parameters<typeof spawnLaunch>[1],
): Promise<number> {
  const { headers = {} } = launch;
  const client = createClient({ origin: `http://127.0.0.1:${place.port}`, headers });
  const startedAt = performance.now();
  const child = spawnLaunch(launch, place);
  try {
    while (!(await isAnswered(client.ask(request).done))) {
      if (performance.now() - startedAt > 30_000) throw new Error('No answer within 30 s.');
      await pause(1);
    }
    return performance.now() - startedAt;
  } finally {
    await client.close();
    await stopProcess(child, false);
  }
}

const request = chatRequest();

function isAnswered(done: Promise<void>): Promise<boolean> {
  return done.then(
    () => true,
    () => false,
  );
}

async function listFor(name: TargetName): Promise<readonly InstalledPackage[]> {
  if (name !== 'node') {
    if (!isAlternative(name)) throw new Error('no package');
    return listInstalled(installedFolder(name));
  }
  const packages = ['@gw/core', '@gw/provider-http', '@gw/adapter-node'];
  const project = await createForeignProject({ packages });
  try {
    return listInstalled(project.folder);
  } finally {
    project.remove();
  }
}

function summarise(installed: readonly InstalledPackage[]): Figures {
  const sum = (pick: (one: InstalledPackage) => number) =>
    installed.reduce((total, one) => total + pick(one), 0);
  return {
    packages: installed.length,
    files: sum(({ files }) => files),
    megabytes: sum(({ bytes }) => bytes) / 2 ** 20,
  };
}
