import type { ApiName, Quirk } from '@gw/core';
import { z } from 'zod';

/** The compiler notices one that is missing here. */
const apis = {
  chat: 'chat',
  responses: 'responses',
  compact: 'compact',
  input_tokens: 'input_tokens',
  messages: 'messages',
  count_tokens: 'count_tokens',
  embeddings: 'embeddings',
  images: 'images',
} as const satisfies { readonly [Name in ApiName]: Name };

const quirks = {
  max_tokens: 'max_tokens',
  strict_messages: 'strict_messages',
  content_index: 'content_index',
  lifecycle: 'lifecycle',
  missing_fields: 'missing_fields',
} as const satisfies { readonly [Name in Quirk]: Name };

export const apiName = z.enum(apis);

export const quirk = z.enum(quirks);
