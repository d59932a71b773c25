import type { Hooks, Logger } from '@gw/core';
import { createState, type StateStore } from '@gw/state';
import { SqliteStoreError } from '@gw/store-sqlite';
import { ConfigError } from '../config/config-error.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';

/** The server's own memory, where the configuration says that it has one. Opens nothing. */
export function createServerState({ state, options }: ResolvedConfig, logger: Logger): Hooks[] {
  if (state.kind === 'none' || state.kind === 'hook') return [];
  const { kind, retentionMs, replayMs } = state;
  const { maxBodyBytes } = options;
  const store = state.createStore(logger);
  const memory = createState({ store, retentionMs, replayMs, maxBodyBytes, logger });
  return kind === 'sqlite' ? [openOrRefuse(store), memory] : [memory];
}

/**
 * The state is patient with a store that cannot be opened, as it should be with a database that others
 * run. A file of our own that cannot be used will not mend itself, and somebody is there to be told.
 */
function openOrRefuse(store: StateStore): Hooks {
  return {
    name: 'state-file',
    async start() {
      try {
        await store.start();
      } catch (error) {
        if (error instanceof SqliteStoreError && !passing.has(error.code)) throw toMistake(error);
      }
    },
  };
}

/** What passes: somebody else has the file, or the disk is full. */
const passing = new Set(['busy', 'full']);

function toMistake(error: SqliteStoreError): ConfigError {
  const instead = 'Another directory: --data or GW_DATA_DIR; nothing kept on disk: GW_STATE=0';
  return new ConfigError(`${error.message} ${instead}`, { cause: error });
}
