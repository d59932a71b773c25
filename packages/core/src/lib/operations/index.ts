import type { ApiName } from '../api.ts';
import type { AnyOperation } from '../operation.ts';
import { chat } from './chat.ts';
import { compact } from './compact.ts';
import { countTokens } from './count-tokens.ts';
import { embeddings } from './embeddings.ts';
import { images } from './images.ts';
import { inputTokens } from './input-tokens.ts';
import { messages } from './messages.ts';
import { responses } from './responses.ts';

/** The inference endpoints. Adding one is adding a row. */
export const operations: readonly AnyOperation[] = [
  chat,
  responses,
  compact,
  inputTokens,
  messages,
  countTokens,
  embeddings,
  images,
];

const byApi = new Map(operations.map((row) => [row.api, row]));

/** The row of an api. @throws {Error} for a name that is none, which a type error has let through. */
export function operationOf(api: ApiName): AnyOperation {
  const row = byApi.get(api);
  if (!row) throw new Error(`There is no api "${api}".`);
  return row;
}
