import type { DeepReadonly } from '@gw/core';
import { isMembers, present, unsupported } from '@gw/provider-utils';
import type { ChatRequest } from '@gw/schema';
import type { AcmeRequest } from './acme-api.ts';
import { convertMessages } from './convert-messages.ts';
import { convertTools } from './convert-tools.ts';

/** A request in Acme's words, and what of it could not be said. */
export interface ConvertedRequest {
  readonly body: AcmeRequest;
  readonly warnings: readonly string[];
}

/**
 * @param stream whether the client asked for one.
 * @throws {GatewayError} naming the field that Acme cannot carry.
 */
export function convertRequest(
  request: DeepReadonly<ChatRequest>,
  stream: boolean,
): ConvertedRequest {
  const { model, messages, tools, tool_choice, response_format, n, ...settings } = request;
  const { max_completion_tokens, max_tokens, temperature, stop, ...others } = settings;
  if (n != null && n !== 1) throw unsupported('n', 'Acme gives one answer.');
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const body = present({
    model,
    turns: convertMessages(messages),
    stream,
    ...convertTools(tools, tool_choice, warn),
    limit: max_completion_tokens ?? max_tokens,
    heat: temperature,
    stop_at: typeof stop === 'string' ? [stop] : stop,
    shape: toShape(response_format),
  });
  warnOfOthers(others, warn);
  return { body, warnings };
}

function toShape(format: unknown): unknown {
  if (format == null) return undefined;
  const { type, json_schema: named } = isMembers(format) ? format : {};
  if (type === 'text') return undefined;
  if (type === 'json_schema' && isMembers(named) && named.schema) return named.schema;
  throw unsupported('response_format', 'Acme knows formats of type "json_schema" with a schema.');
}

/** These are about the service, or are done elsewhere: the answer is the same without them. */
const silent = new Set([
  'metadata',
  'prompt_cache_key',
  'safety_identifier',
  'store',
  'stream',
  'stream_options',
  'user',
]);

/** What is left out is said, and not dropped in silence. */
function warnOfOthers(others: object, warn: (message: string) => void): void {
  for (const [name, value] of Object.entries(others)) {
    if (value != null && !silent.has(name)) warn(`Acme does not know "${name}"; it was left out.`);
  }
}
