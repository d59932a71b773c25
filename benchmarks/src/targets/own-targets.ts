import { join } from 'node:path';
import { benchmarks, root } from '../root.ts';
import type { Launch } from './launch.ts';

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
  standalone: program(join(root, 'apps/gateway/src/main.ts')),
} satisfies Record<string, () => Launch>;

function server(name: string): () => Launch {
  return program(join(benchmarks, 'servers', `${name}.ts`));
}

function program(file: string): () => Launch {
  const args = ['--conditions=@gw/source', file];
  return () => ({ command: process.execPath, args, isNode: true });
}
