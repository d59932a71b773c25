import type { ChatRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { refuseForeignId, unsupported } from '../request-faults.ts';

type Fate =
  /** Responses has it under the same name. */
  | 'same'
  /** Another function of this folder tells it. */
  | 'elsewhere'
  /** Responses cannot say it, unless the value says nothing. */
  | 'refused'
  /** The upstream need not obey, so the answer is good without it. */
  | 'left out';

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

/** No chat settings: a client that adds them names state of the upstream, where all tenants are one. */
const stateful = [
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
  'context_management',
] as const;

const fateOf = new Map<string, Fate>([
  ...Object.entries(fates),
  ...stateful.map((name) => [name, 'refused'] as const),
]);

/**
 * What goes on as it is: members of the same name, and those that are not of the chat api, since
 * compatible upstreams understand them.
 */
export function otherMembers(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): Record<string, unknown> {
  const members = Object.entries(present(request));
  const fateHere = (name: string) => (context.carries.includes(name) ? 'same' : fateOf.get(name));
  for (const [name, value] of members) checkMember(name, value, fateHere(name), context);
  refuseForeignId(request.prompt_cache_options);
  return Object.fromEntries(members.filter(([name]) => (fateHere(name) ?? 'same') === 'same'));
}

function checkMember(
  name: string,
  value: unknown,
  fate: Fate | undefined,
  context: ConversionContext,
): void {
  if (fate === 'left out') context.warn(`"${name}" was left out: the Responses api has none.`);
  if (fate === 'refused' && !saysNothing(name, value)) {
    throw unsupported(name, 'it has no counterpart in the Responses api.');
  }
}

/** One answer, no stop, no bias, nothing but text: what happens anyway. */
function saysNothing(name: string, value: unknown): boolean {
  if (name === 'n') return value === 1;
  if (name === 'modalities') return Array.isArray(value) && value.every((kind) => kind === 'text');
  if (name === 'background') return value === false;
  if (name === 'stop' || name === 'logit_bias') return Object.keys(Object(value)).length === 0;
  return false;
}
