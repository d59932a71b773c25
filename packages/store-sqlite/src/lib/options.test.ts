import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from './create-sqlite-store.ts';
import { readOptions, type SqliteStoreOptions } from './options.ts';

describe('options', () => {
  it('name a file, or a directory for it', () => {
    expect(readOptions({ file: 'data/x.db' }).file).toBe(resolve('data/x.db'));
    expect(readOptions({ directory: '/data' }).file).toBe(join('/data', 'state.db'));
  });

  it.each([
    [undefined, 'options must be given, at least a "file" or a "directory".'],
    ['data', 'options must be given'],
    [{ path: 'a' }, 'there is no option "path"; there are file, directory, busyTimeoutMs,'],
    [{}, '"file" or "directory" must be given'],
    [{ file: 'a', directory: 'b' }, '"file" or "directory" must be given, and not both'],
    [{ file: '' }, '"file" must be a path'],
    [{ directory: 7 }, '"directory" must be a path'],
    [{ file: 'a\0b' }, '"file" must be a path'],
    [{ file: ':memory:' }, 'createMemoryStore'],
    [{ file: 'a', busyTimeoutMs: -1 }, '"busyTimeoutMs"'],
    [{ file: 'a', workLeaseMs: 99 }, '"workLeaseMs"'],
    [{ file: 'a', workLeaseMs: '1s' }, '"workLeaseMs" must be a whole number of ms, at least 100.'],
    [{ file: 'a', busyTimeoutMs: 0.5 }, '"busyTimeoutMs"'],
    [{ file: 'a', log: console.warn }, '"log" must have the function "warn"'],
  ])('that cannot be are refused by name: %j', (options, message) => {
    const make = () => createSqliteStore(options as unknown as SqliteStoreOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});
