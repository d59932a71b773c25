import type { ForkOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateStore } from '@gw/state';
import { createSqliteStore } from '../create-sqlite-store.ts';
import type { SqliteStoreSettings } from '../options.ts';
import { type Program, startProgram } from './program.ts';

/** Things that go when the test ends. */
export interface Bench {
  makeDirectory(): string;
  /** Path of a file that is not there yet, in a directory of its own. */
  newFile(): string;
  /** A started store. */
  openStore(file: string, settings?: SqliteStoreSettings): Promise<StateStore>;
  runProgram(name: string, file: string, options?: ForkOptions): Program;
}

/** @param atEnd what to do when the test ends: the runner's `onTestFinished`. */
export function createBench(atEnd: (undo: () => void | Promise<void>) => void): Bench {
  const makeDirectory = () => {
    const path = mkdtempSync(join(tmpdir(), 'gw-store-sqlite-'));
    atEnd(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };
  return {
    makeDirectory,
    newFile: () => join(makeDirectory(), 'state.db'),
    async openStore(file, settings = {}) {
      const store = createSqliteStore({ file, ...settings });
      atEnd(() => store.close());
      await store.start();
      return store;
    },
    runProgram(name, file, options) {
      const program = startProgram(name, file, options);
      atEnd(program.kill);
      return program;
    },
  };
}
