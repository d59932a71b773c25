import type { ChatRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { type Fate, keepMembers } from '../member-fates.ts';
import { refuseForeignId } from '../request-faults.ts';

const fates: { readonly [Name in keyof Required<ChatRequest>]: Fate } = {
  model: 'same',
  stream: 'same',
  temperature: 'same',
  top_p: 'same',
  presence_penalty: 'same',
  frequency_penalty: 'same',
  parallel_tool_calls: 'same',
  metadata: 'same',
  service_tier: 'same',
  prompt_cache_key: 'same',
  prompt_cache_options: 'same',
  prompt_cache_retention: 'same',
  moderation: 'same',
  safety_identifier: 'same',
  user: 'same',
  messages: 'elsewhere',
  stream_options: 'elsewhere',
  max_completion_tokens: 'elsewhere',
  max_tokens: 'elsewhere',
  response_format: 'elsewhere',
  reasoning_effort: 'elsewhere',
  verbosity: 'elsewhere',
  tools: 'elsewhere',
  tool_choice: 'elsewhere',
  functions: 'elsewhere',
  function_call: 'elsewhere',
  logprobs: 'elsewhere',
  top_logprobs: 'elsewhere',
  store: 'elsewhere',
  n: 'refused',
  stop: 'refused',
  logit_bias: 'refused',
  modalities: 'refused',
  audio: 'refused',
  prediction: 'refused',
  web_search_options: 'refused',
  seed: 'left out',
};

/** No chat setting: it names what the upstream holds of earlier calls. */
const ofResponses = { context_management: 'refused' } as const;

/**
 * What goes on as it is: members of the same name, and those that are not of the chat api, since
 * compatible upstreams understand them.
 */
export function otherMembers(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): Record<string, unknown> {
  refuseForeignId(request.prompt_cache_options);
  return keepMembers(request, { fates: { ...fates, ...ofResponses }, saysNothing }, context);
}

/** One answer, no stop, no bias, nothing but text: what happens anyway. */
function saysNothing(name: string, value: unknown): boolean {
  if (name === 'n') return value === 1;
  if (name === 'modalities') return Array.isArray(value) && value.every((kind) => kind === 'text');
  if (name === 'background') return value === false;
  if (name === 'stop' || name === 'logit_bias') return Object.keys(Object(value)).length === 0;
  return false;
}
