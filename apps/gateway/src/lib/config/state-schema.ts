import { z } from 'zod';
import { secretValue, text } from './setting-types.ts';
import { settingsBy, strictSettings } from './strict-settings.ts';

/** No timer waits for it, so that it may be longer than one. */
const age = z.int().min(1);

const stateSettings = strictSettings({
  sqlite: text,
  postgres: secretValue,
  schema: text,
  retentionMs: age,
  replayMs: z.int().min(0),
}).partial();

export type CheckedStateSettings = z.output<typeof stateSettings>;

/** Where responses, conversations and prompts are kept, or that they are not. */
export const stateSetting = settingsBy<CheckedStateSettings | false>((value) =>
  value === false ? z.literal(false) : stateSettings,
);

export type CheckedState = z.output<typeof stateSetting>;
