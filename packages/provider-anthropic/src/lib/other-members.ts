import { isMembers, type Members, present, unsupported } from '@gw/provider-utils';

type Fate =
  /** Another function tells it, or the gateway does it itself. */
  | 'elsewhere'
  /** The model need not obey, so the answer is good without it. */
  | 'left out'
  /** The client would miss it in the answer, or get what is not its own. */
  | 'refused';

/** All tenants share the key, so what it kept for one is not another's to name. */
const stateful = ['container', 'thread', 'previous_message_id', 'diagnostics'] as const;

const fates: Readonly<Record<string, Fate>> = {
  model: 'elsewhere',
  input: 'elsewhere',
  instructions: 'elsewhere',
  tools: 'elsewhere',
  tool_choice: 'elsewhere',
  parallel_tool_calls: 'elsewhere',
  text: 'elsewhere',
  reasoning: 'elsewhere',
  max_output_tokens: 'elsewhere',
  max_tokens: 'elsewhere',
  temperature: 'elsewhere',
  top_p: 'elsewhere',
  stop: 'elsewhere',
  stop_sequences: 'elsewhere',
  service_tier: 'elsewhere',
  safety_identifier: 'elsewhere',
  user: 'elsewhere',
  output_config: 'elsewhere',
  stream: 'elsewhere',
  stream_options: 'elsewhere',
  include: 'elsewhere',
  previous_response_id: 'elsewhere',
  store: 'elsewhere',
  background: 'elsewhere',
  metadata: 'elsewhere',
  truncation: 'elsewhere',
  max_tool_calls: 'elsewhere',
  prompt_cache_key: 'elsewhere',
  prompt_cache_options: 'elsewhere',
  prompt_cache_retention: 'elsewhere',
  presence_penalty: 'left out',
  frequency_penalty: 'left out',
  seed: 'left out',
  logit_bias: 'left out',
  moderation: 'left out',
  top_logprobs: 'refused',
  messages: 'refused',
  conversation: 'refused',
  prompt: 'refused',
  ...Object.fromEntries(stateful.map((name) => [name, 'refused' as const])),
};

/**
 * Members that are not of the Responses api pass to Anthropic, which may know them (`top_k`, `speed`,
 * `thinking`); a target's overrides come this way too.
 * @throws {GatewayError} `unsupported_parameter` naming what cannot be done.
 */
export function otherMembers(request: Members, warn: (message: string) => void): Members {
  const { include } = request;
  if (Array.isArray(include) && include.includes('message.output_text.logprobs')) {
    throw unsupported('include', 'it tells no probabilities.');
  }
  const said = Object.entries(present(request)).filter(
    ([name, value]) => !saysNothing(name, value),
  );
  return Object.fromEntries(said.filter(([name]) => passes(name, warn)));
}

function passes(name: string, warn: (message: string) => void): boolean {
  const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
  if (fate === 'left out') warn(`"${name}" was left out: these models have none.`);
  if (fate === 'refused') throw unsupported(name, 'it has no counterpart here.');
  return fate === undefined;
}

/** What happens anyway, or names nobody's state. */
function saysNothing(name: string, value: unknown): boolean {
  if (fates[name] === 'left out' || name === 'top_logprobs') {
    return value === 0 || (isMembers(value) && Object.keys(value).length === 0);
  }
  return false;
}
