import { join } from 'node:path';
import { benchmarks, root } from '../root.ts';
import type { Launch } from './launch.ts';

const standalone = join(root, 'apps/gateway/src/main.ts');

/**
 * Our own programs, run from source: without types it is what the build holds, line by line.
 * `bare`, `floor` and `pipe` are what no gateway is in.
 */
export const ownTargets = {
  bare: server('bare'),
  floor: server('floor'),
  pipe: server('pipe'),
  node: server('node'),
  hooks: server('hooks'),
  express: server('express'),
  hono: server('hono'),
  standalone: program(standalone, { GW_STATE: '0' }),
  'standalone-2': twoWorkers,
} satisfies Record<string, () => Launch>;

function server(name: string): () => Launch {
  return program(join(benchmarks, 'servers', `${name}.ts`));
}

function program(file: string, env: Launch['env'] = {}): () => Launch {
  const args = ['--conditions=@gw/source', file];
  return () => ({ command: process.execPath, args, env, isNode: true });
}

/**
 * Not asked for its heap, nor profiled, as `isNode` would have it: the first process has no part in the
 * work, and the probe would read what that tells its workers.
 */
function twoWorkers(): Launch {
  const env = { GW_WORKERS: '2', GW_RESPONSE_STORE: '0' };
  return { ...program(standalone)(), env, isNode: false };
}
