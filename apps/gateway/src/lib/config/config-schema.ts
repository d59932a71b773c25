import type { Hooks, Registry } from '@gw/core';
import { z } from 'zod';
import { modelsTable } from './models-schema.ts';
import { providerSettings } from './provider-schema.ts';
import { responsesSettings } from './responses-schema.ts';
import { count, milliseconds, secretValue, text } from './setting-types.ts';
import { stateSetting } from './state-schema.ts';
import { madeByCode, settingsBy, strictSettings } from './strict-settings.ts';
import { workersSetting } from './workers-setting.ts';

const clientKey = strictSettings({ key: secretValue, tenant: text });

/** Also `{ key: tenant }`. Errors then count the entries: their names are the keys themselves. */
const clientKeys = z.preprocess(keyList, z.array(clientKey).min(1));

/** Keys in short as a list of them; everything else as it is. */
export function keyList(keys: unknown): unknown {
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return keys;
  return Object.entries(keys).map(([key, tenant]) => ({ key, tenant }));
}

const registry = madeByCode<Registry>('a registry', () => true);
const isRegistry = (value: unknown) => typeof (value as Registry | null)?.resolve === 'function';

const hooks = madeByCode<Hooks>(
  'an object with a name and the phases it takes part in',
  (value) => {
    return typeof (value as Hooks).name === 'string' && Object.keys(value).length > 1;
  },
);

/** Everything that `GatewayConfig` says, and nothing else. */
export const configSchema = strictSettings({
  host: text,
  port: z.int().min(0).max(65_535),
  workers: workersSetting,
  basePath: z.string(),
  keys: clientKeys,
  open: z.boolean(),
  providers: z.array(providerSettings),
  models: settingsBy<z.infer<typeof modelsTable> | Registry>((value) =>
    isRegistry(value) ? registry : modelsTable,
  ),
  retry: strictSettings({
    maxAttempts: count,
    maxAttemptsPerTarget: count,
    backoffMs: milliseconds,
    maxBackoffMs: milliseconds,
  }).partial(),
  cooldown: strictSettings({
    failures: count,
    cooldownMs: milliseconds,
    maxCooldownMs: milliseconds,
  }).partial(),
  keepAlive: strictSettings({
    afterMs: settingsBy<number | false>((value) =>
      value === false ? z.literal(false) : milliseconds.min(1),
    ),
    as: z.enum(['comment', 'event']),
  }).partial(),
  responses: responsesSettings,
  state: stateSetting,
  replyModel: z.enum(['upstream', 'requested']),
  maxBodyBytes: count,
  use: z.array(hooks),
  shutdownGraceMs: milliseconds,
}).partial();

/** A configuration whose shape is right. */
export type CheckedConfig = z.output<typeof configSchema>;
