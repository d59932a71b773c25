import { z } from 'zod';
import { secretValue } from './setting-types.ts';
import { strictSettings } from './strict-settings.ts';

const idRule = { error: 'must be 1 to 64 letters, digits, "_" or "-"' };

const sealKey = strictSettings({
  id: z.string().regex(/^[\w-]{1,64}$/, idRule),
  key: secretValue,
});

/** Of the store in memory. None at all is a bound too: the server then keeps nothing. */
const bound = z.int().min(0);

/** How `/v1/responses` is served. */
export const responsesSettings = strictSettings({
  dialect: z.enum(['openai', 'openresponses']),
  sealKeys: z.array(sealKey).min(1),
  store: z.boolean(),
  maxStoredBytes: bound,
  maxStoredResponses: bound,
}).partial();

export type CheckedResponses = z.output<typeof responsesSettings>;
