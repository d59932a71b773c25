import { ConfigError } from './config-error.ts';
import type { Environment } from './read-environment.ts';
import { readSwitch } from './read-switch.ts';
import type { CheckedState } from './state-schema.ts';

/**
 * Whether and where state is kept, as `GW_STATE` and `GW_DATABASE_URL` say it. `GW_DATA_DIR` says nothing
 * of the kind: it is where files go if there are any, so that an image can have a place for them.
 * @throws {ConfigError}
 */
export function readState(env: Environment): CheckedState | undefined {
  const isOn = readSwitch('GW_STATE', env.GW_STATE);
  if (!env.GW_DATABASE_URL) return isOn === true ? {} : isOn;
  if (isOn !== false) return { postgres: { env: 'GW_DATABASE_URL' } };
  throw new ConfigError(
    'GW_DATABASE_URL says where state is kept, and GW_STATE that it is not: choose one',
  );
}
