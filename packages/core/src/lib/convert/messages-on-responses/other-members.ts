import type { MessagesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { type Fate, keepMembers } from '../member-fates.ts';

const fates: { readonly [Name in keyof Required<MessagesRequest>]: Fate } = {
  model: 'same',
  stream: 'same',
  temperature: 'same',
  top_p: 'same',
  messages: 'elsewhere',
  system: 'elsewhere',
  tools: 'elsewhere',
  tool_choice: 'elsewhere',
  thinking: 'elsewhere',
  output_config: 'elsewhere',
  max_tokens: 'elsewhere',
  stop_sequences: 'elsewhere',
  service_tier: 'elsewhere',
  metadata: 'elsewhere',
  // A matter of price: upstreams cache by themselves what they have read before.
  cache_control: 'elsewhere',
  container: 'refused',
  inference_geo: 'refused',
  top_k: 'left out',
  speed: 'left out',
};

/** What Anthropic has behind a beta header, and no type of the stable API. */
const betas: Readonly<Record<string, Fate>> = {
  mcp_servers: 'refused',
  thread: 'refused',
  output_format: 'refused',
  // Edits of a long history, and an explanation of cache misses: the answer is good without them.
  context_management: 'left out',
  diagnostics: 'left out',
};

/**
 * What goes on as it is: members of the same name, and those that are not of the Messages api, since
 * compatible upstreams understand them.
 */
export function otherMembers(
  request: DeepReadonly<MessagesRequest>,
  context: ConversionContext,
): Record<string, unknown> {
  return keepMembers(request, { fates: { ...fates, ...betas }, saysNothing }, context);
}

/** No servers, no background, anywhere in the world: what happens anyway. */
function saysNothing(name: string, value: unknown): boolean {
  if (name === 'inference_geo') return value === 'global';
  return value === false || (Array.isArray(value) && value.length === 0);
}
