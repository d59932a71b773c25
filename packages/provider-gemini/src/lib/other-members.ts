import type { DeepReadonly } from '@gw/core';
import { invalidValue, present, unsupported } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import type { RequestContext } from './request-context.ts';

type Fate =
  /** Another function of this folder tells it, or the gateway does it itself. */
  | 'elsewhere'
  /** The upstream need not obey, so the answer is good without it. */
  | 'left out';

const fates: { readonly [Name in keyof Required<ResponsesRequest>]: Fate } = {
  model: 'elsewhere',
  input: 'elsewhere',
  instructions: 'elsewhere',
  previous_response_id: 'elsewhere',
  tools: 'elsewhere',
  tool_choice: 'elsewhere',
  parallel_tool_calls: 'elsewhere',
  max_tool_calls: 'elsewhere',
  text: 'elsewhere',
  reasoning: 'elsewhere',
  temperature: 'elsewhere',
  top_p: 'elsewhere',
  presence_penalty: 'elsewhere',
  frequency_penalty: 'elsewhere',
  top_logprobs: 'elsewhere',
  max_output_tokens: 'elsewhere',
  truncation: 'elsewhere',
  include: 'elsewhere',
  stream: 'elsewhere',
  stream_options: 'elsewhere',
  store: 'elsewhere',
  background: 'elsewhere',
  metadata: 'elsewhere',
  service_tier: 'elsewhere',
  prompt_cache_key: 'left out',
  safety_identifier: 'left out',
  user: 'left out',
};

/** Not of the Responses api, but understood. */
const more: Readonly<Record<string, Fate>> = {
  stop: 'elsewhere',
  seed: 'elsewhere',
  top_k: 'elsewhere',
  n: 'elsewhere',
  generationConfig: 'elsewhere',
  systemInstruction: 'elsewhere',
  serviceTier: 'elsewhere',
  safetySettings: 'elsewhere',
  toolConfig: 'elsewhere',
  prompt_cache_retention: 'left out',
  prompt_cache_options: 'left out',
};

const fateOf = new Map<string, Fate>([...Object.entries(fates), ...Object.entries(more)]);

/** Members of Gemini's own request that pass as they are. */
const ownMembers = new Set(['labels']);

/**
 * What goes on as it is: members of Gemini's own wire, as a target's overrides have them.
 * @throws {GatewayError} `unsupported_parameter` for members that Gemini does not have, and for
 *   `cachedContent`, which names what all tenants of the key share.
 */
export function otherMembers(
  request: DeepReadonly<ResponsesRequest>,
  context: RequestContext,
): Record<string, unknown> {
  const members = present(request) as Readonly<Record<string, unknown>>;
  if (members.background === true) throw unsupported('background', 'it answers at once only.');
  if (members.n !== undefined && members.n !== 1) {
    throw invalidValue('n', 'a response is one answer.');
  }
  for (const name of Object.keys(members)) checkMember(name, context);
  return Object.fromEntries(Object.entries(members).filter(([name]) => ownMembers.has(name)));
}

function checkMember(name: string, { warn }: RequestContext): void {
  if (ownMembers.has(name)) return;
  const fate = fateOf.get(name);
  if (fate === undefined) throw unsupported(name, 'it has no such setting.');
  if (fate === 'left out') warn(`"${name}" was left out: Gemini has none.`);
}
