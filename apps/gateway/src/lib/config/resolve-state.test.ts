import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../__fixtures__/config-folder.ts';
import { describeConfig } from './describe-config.ts';
import type { Environment } from './read-environment.ts';
import { resolveConfig } from './resolve-config.ts';

const url = 'postgres://gw:SECRET@db.example/gw';

interface Said {
  readonly file?: object | string;
  readonly env?: Environment;
  readonly data?: string;
}

/** Where the file lies in `conf`, and the server is started beside that. */
async function resolve({ file, env = {}, data }: Said) {
  const name = typeof file === 'string' ? 'gateway.config.mjs' : 'gateway.config.json';
  await using folder = await configFolder(file === undefined ? {} : { [`conf/${name}`]: file });
  await mkdir(join(folder.path, 'conf'), { recursive: true });
  const configFile = file === undefined ? undefined : join('conf', name);
  const config = await resolveConfig({
    flags: { data },
    configFile,
    folder: folder.path,
    env,
  }).catch(({ message }) => ({ message: message.replaceAll(`conf/${name}`, 'FILE') }));
  if ('message' in config) return config.message;
  const { state } = describeConfig(config) as { state: unknown };
  return JSON.parse(JSON.stringify(state).replaceAll(folder.path, '/HERE'));
}

const ownState = `export default {
  use: [{ name: 'mine', responseStore: { get() {}, getItem() {}, set() {}, delete() {} } }],
  MORE
};`;

describe('where state is kept', () => {
  it.each<[title: string, said: Said, state: unknown]>([
    ['beside the file', { file: {} }, { sqlite: '/HERE/conf/gw-data' }],
    ['where it was started, without a file', {}, { sqlite: '/HERE/gw-data' }],
    ['from the file', { file: { state: { sqlite: 'd' } } }, { sqlite: '/HERE/conf/d' }],
    ['in any place', { file: { state: { sqlite: '/srv/d' } } }, { sqlite: '/srv/d' }],
    ['by the variable', { file: {}, env: { GW_DATA_DIR: 'd' } }, { sqlite: '/HERE/d' }],
    ['by the option', { data: 'd', env: { GW_DATABASE_URL: url } }, { sqlite: '/HERE/d' }],
    [
      'by the option, though the file says otherwise; for as long as that says',
      { data: 'd', file: { state: { postgres: url, schema: 's', retentionMs: 9, replayMs: 0 } } },
      { sqlite: '/HERE/d', retentionMs: 9, replayMs: 0 },
    ],
    [
      'by the option, though the file says nowhere',
      { data: 'd', file: { state: false } },
      { sqlite: '/HERE/d' },
    ],
    ['in a database', { env: { GW_DATABASE_URL: url } }, { postgres: { env: 'GW_DATABASE_URL' } }],
    [
      'in a database, and not where files would go',
      { env: { GW_DATABASE_URL: url, GW_DATA_DIR: 'd' } },
      { postgres: { env: 'GW_DATABASE_URL' } },
    ],
    [
      'in a database of the file',
      { file: { state: { postgres: url, schema: 's' } } },
      { postgres: '********', schema: 's' },
    ],
    [
      'in one whose address stands elsewhere',
      { file: { state: { postgres: { env: 'DB' } } }, env: { DB: url } },
      { postgres: { env: 'DB' } },
    ],
    [
      'for as long as the file says, where the environment says',
      { file: { state: { retentionMs: 9, schema: 's' } }, env: { GW_DATABASE_URL: url } },
      { postgres: { env: 'GW_DATABASE_URL' }, schema: 's', retentionMs: 9 },
    ],
    [
      'longer than a timer runs',
      { file: { state: { retentionMs: 31_536_000_000 } } },
      { sqlite: '/HERE/conf/gw-data', retentionMs: 31_536_000_000 },
    ],
    ['nowhere', { file: { state: false }, env: { GW_DATABASE_URL: url } }, false],
    ['nowhere, by the variable', { env: { GW_STATE: '0', GW_DATA_DIR: 'd' } }, false],
    [
      'by the file, where the variable says nowhere',
      { file: { state: { sqlite: '/d' } }, env: { GW_STATE: '0' } },
      { sqlite: '/d' },
    ],
    [
      'nowhere, where responses are not kept',
      { env: { GW_RESPONSE_STORE: '0', GW_DATA_DIR: 'd' } },
      false,
    ],
    [
      'nowhere, where they are kept in memory',
      { file: { responses: { maxStoredBytes: 9 } } },
      false,
    ],
    [
      'on disk, where they are kept',
      { file: { responses: { store: true } } },
      { sqlite: '/HERE/conf/gw-data' },
    ],
    ['by a hook', { file: ownState.replace('MORE', '') }, 'kept by the hook "mine"'],
    [
      'by a hook alone',
      { file: ownState.replace('MORE', 'state: false') },
      'kept by the hook "mine"',
    ],
  ])('%s', async (_, said, state) => {
    expect(await resolve(said)).toEqual(state);
  });

  it.each<[said: Said, problem: string]>([
    [
      { file: { state: { sqlite: 'd', postgres: url } } },
      'FILE: state has both "sqlite" and "postgres": choose one',
    ],
    [
      { file: { state: { schema: 's' } } },
      'FILE: state.schema is PostgreSQL\'s, and state is kept in SQLite: name a "postgres", or no schema',
    ],
    [
      { file: { state: { sqlite: 'd' }, responses: { store: false } } },
      '"responses.store" (or GW_RESPONSE_STORE) says that no responses are kept, and "state" says where the server does: choose one',
    ],
    [
      { env: { GW_DATABASE_URL: url, GW_RESPONSE_STORE: '0' } },
      '"responses.store" (or GW_RESPONSE_STORE) says that no responses are kept, and "state" says where the server does: choose one',
    ],
    [
      { data: 'd', file: { responses: { maxStoredResponses: 9 } } },
      '"responses.maxStoredResponses" says how much is kept in memory, and "state" says where the server does: choose one',
    ],
    [
      { data: 'd', file: ownState.replace('MORE', '') },
      'The hook "mine" of "use" keeps responses, and "state" says where the server does: choose one',
    ],
    [
      { env: { GW_DATABASE_URL: url, GW_STATE: '0' } },
      'GW_DATABASE_URL says where state is kept, and GW_STATE that it is not: choose one',
    ],
    [{ env: { GW_STATE: 'no' } }, 'GW_STATE must be 1 or 0, not "no"'],
    [
      { file: { state: { postgres: { env: 'DB' } } } },
      'FILE: state.postgres: the variable "DB" is not set',
    ],
    [
      { env: { GW_DATABASE_URL: 'gw:SECRET@db' } },
      'GW_DATABASE_URL must be a URL such as postgres://user:password@host/database, with escapes as in URLs',
    ],
    [
      { file: { state: { postgres: 'gw:SECRET@db' } } },
      'FILE: state.postgres must be a URL such as postgres://user:password@host/database, with escapes as in URLs',
    ],
    [
      { file: { state: { postgres: url, schema: 'No' } } },
      'FILE: state.schema must be small letters, digits and _, at most 40 of them',
    ],
    [{ file: { state: true } }, 'FILE: state must be an object, not true'],
    [
      { file: { state: { sqlit: 'd' } } },
      'FILE: state has no setting "sqlit" (did you mean "sqlite"?)',
    ],
    [{ file: { state: { sqlite: '' } } }, 'FILE: state.sqlite must not be empty'],
    [{ file: { state: { retentionMs: 0 } } }, 'FILE: state.retentionMs must be at least 1, not 0'],
    [
      { file: { state: { retentionMs: '30 days' } } },
      'FILE: state.retentionMs must be a number, not a string',
    ],
  ])('is told where it cannot be meant: %j', async (said, problem) => {
    expect(await resolve(said)).toBe(problem);
  });
});
