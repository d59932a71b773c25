import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchmarks, root } from '../root.ts';
import type { Launch } from './launch.ts';

const standalone = join(root, 'apps/gateway/src/main.ts');

/** Of an address that is not OpenAI's own the server assumes that it speaks chat alone. */
const both = { OPENAI_API: 'both' };

/**
 * Our own programs, run from source: without types it is what the build holds, line by line.
 * The first five have no gateway in them.
 */
export const ownTargets = {
  bare: server('bare'),
  floor: server('floor'),
  pipe: server('pipe'),
  reader: server('reader'),
  rewriter: server('reader', { REWRITE: '1' }),
  node: server('node'),
  hooks: server('hooks'),
  express: server('express'),
  hono: server('hono'),
  standalone: program(standalone, { GW_STATE: '0' }),
  'standalone-sqlite': withState(),
  'standalone-native': program(standalone, { GW_STATE: '0', ...both }),
  'standalone-native-sqlite': withState(both),
  'standalone-2': twoWorkers,
} satisfies Record<string, () => Launch>;

function server(name: string, env?: Launch['env']): () => Launch {
  return program(join(benchmarks, 'servers', `${name}.ts`), env);
}

function program(file: string, env: Launch['env'] = {}): () => Launch {
  const args = ['--conditions=@gw/source', file];
  return () => ({ command: process.execPath, args, env, isNode: true });
}

/** As `npm start` has it, in a data folder of its own. */
function withState(env: Launch['env'] = {}): () => Launch {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'gw-bench-'));
    return {
      ...program(standalone, { GW_DATA_DIR: folder, ...env })(),
      cleanUp: () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}

/**
 * Not asked for its heap, nor profiled, as `isNode` would have it: the first process has no part in the
 * work, and the probe would read what that tells its workers.
 */
function twoWorkers(): Launch {
  const env = { GW_WORKERS: '2', GW_RESPONSE_STORE: '0' };
  return { ...program(standalone)(), env, isNode: false };
}
