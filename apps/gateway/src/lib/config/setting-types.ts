import { z } from 'zod';
import { misfit } from './issue-text.ts';
import { settingsBy, strictSettings } from './strict-settings.ts';

/** A type with words of its own for what came would say those of an empty text too. */
export const notEmpty = { error: 'must not be empty' };

export const text = z.string().min(1);

export const count = z.int().min(1);

/** Longer than any timer of Node runs is an overflow, which would fire at once. */
const longestMs = 2_147_483_647;

export const milliseconds = z.number().min(0).max(longestMs);

const fromEnvironment = strictSettings({ env: text });

/** A secret in place, or the name of the variable that holds it. */
export const secretValue = settingsBy<string | z.infer<typeof fromEnvironment>>((value) => {
  if (typeof value === 'object' && value !== null) return fromEnvironment;
  return z
    .string({ error: ({ input }) => misfit('a string or { env: NAME }', input) })
    .min(1, notEmpty);
});
