import { notHeld, refuseUpstreamIds } from './upstream-state-ids.ts';
import { withoutUpstreamIds } from './upstream-state-items.ts';

type Members = Readonly<Record<string, unknown>>;

/** Members that name a conversation, or a part of one, that is kept upstream. */
const namesOfState = ['previous_response_id', 'conversation', 'prompt'] as const;
/** Members with ids somewhere inside, beside `input`. */
const mayHoldIds = ['tools', 'tool_choice', 'prompt_cache_options'] as const;

const encryptedReasoning = 'reasoning.encrypted_content';

export interface OwnIdsOptions {
  /** Is told of what was left out. Default: nobody is. */
  readonly warn?: (message: string) => void;
  /** Whether the response to come can be continued here. Default: false. */
  readonly keepsState?: boolean;
}

/**
 * What has to change in a request to an upstream that keeps responses, so that it neither uses nor
 * keeps any: state lives in the gateway.
 * @throws {GatewayError} `unsupported_parameter` naming the field.
 */
export function withoutUpstreamState(
  api: 'responses' | 'compact' | 'input_tokens',
  request: Members,
  { warn, keepsState }: Required<OwnIdsOptions>,
): Record<string, unknown> {
  for (const name of namesOfState) if (request[name] != null) throw notHeld(name);
  for (const name of mayHoldIds) refuseUpstreamIds(request[name], name);
  return {
    ...inputEdits(request.input, warn),
    ...(api === 'responses' && storageEdits(request, keepsState)),
  };
}

function inputEdits(input: unknown, warn: (message: string) => void) {
  if (!Array.isArray(input)) return undefined;
  const own = withoutUpstreamIds(input, warn);
  return own === input ? undefined : { input: own };
}

/**
 * Nothing is stored upstream. What a reasoning model thought must then come with its answer, or no
 * continuation could hand it back; models that do not reason are refused with that `include`.
 */
function storageEdits({ store, reasoning, include }: Members, keepsState: boolean) {
  const asked = Array.isArray(include) ? include : [];
  const isMissing = keepsState && reasons(reasoning) && !asked.includes(encryptedReasoning);
  return {
    ...(store !== false && { store: false }),
    ...(isMissing && { include: [...asked, encryptedReasoning] }),
  };
}

function reasons(reasoning: unknown): boolean {
  if (typeof reasoning !== 'object' || reasoning === null) return false;
  return !('effort' in reasoning && reasoning.effort === 'none');
}
