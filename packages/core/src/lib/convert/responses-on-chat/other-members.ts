import type { ResponsesRequest } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { invalidValue, refuseForeignId, unsupported } from '../request-faults.ts';

type Fate =
  /** Chat has it under the same name. */
  | 'same'
  /** Another function of this folder tells it, or it is held by the gateway and not the upstream. */
  | 'elsewhere';

const fates: { readonly [Name in keyof Required<ResponsesRequest>]: Fate } = {
  model: 'same',
  stream: 'same',
  temperature: 'same',
  top_p: 'same',
  presence_penalty: 'same',
  frequency_penalty: 'same',
  service_tier: 'same',
  prompt_cache_key: 'same',
  safety_identifier: 'same',
  user: 'same',
  input: 'elsewhere',
  instructions: 'elsewhere',
  previous_response_id: 'elsewhere',
  tools: 'elsewhere',
  tool_choice: 'elsewhere',
  parallel_tool_calls: 'elsewhere',
  max_tool_calls: 'elsewhere',
  text: 'elsewhere',
  reasoning: 'elsewhere',
  top_logprobs: 'elsewhere',
  max_output_tokens: 'elsewhere',
  truncation: 'elsewhere',
  include: 'elsewhere',
  stream_options: 'elsewhere',
  store: 'elsewhere',
  background: 'elsewhere',
  metadata: 'elsewhere',
};

const fateOf = new Map<string, Fate>(Object.entries(fates));

/** OpenAI's, and nothing that a chat could say. */
const refused = ['context_management', 'conversation', 'prompt', 'image', 'access_programs'];

/**
 * What goes on as it is: members of the same name, and those that are not of the Responses api
 * (`stop`, `seed`, `chat_template_kwargs`), since compatible upstreams understand them.
 */
export function otherMembers(request: DeepReadonly<ResponsesRequest>): Record<string, unknown> {
  const members: Readonly<Record<string, unknown>> = present(request);
  refuseMembers(members);
  const passed = Object.entries(members).filter(([name]) => fateOf.get(name) !== 'elsewhere');
  return Object.fromEntries(passed);
}

function refuseMembers(members: Readonly<Record<string, unknown>>): void {
  const name = refused.find((name) => Object.hasOwn(members, name));
  if (name) throw unsupported(name, 'it has no counterpart in Chat Completions.');
  if (members.background) throw unsupported('background', 'it answers at once only.');
  if (members.n !== undefined && members.n !== 1) {
    throw invalidValue('n', 'a response is one answer.');
  }
  refuseForeignId(members.prompt_cache_options);
}
