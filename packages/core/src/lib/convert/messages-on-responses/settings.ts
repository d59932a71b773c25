import type { MessagesRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { unsupported } from '../request-faults.ts';
import { toTokenLimit } from '../token-limit.ts';

type Request = DeepReadonly<MessagesRequest>;
type Settings = Partial<ResponsesRequest> & { stop?: readonly string[] };

/** Settings that Responses spells differently, but for those that are part of the prompt. */
export function convertSettings(request: Request, context: ConversionContext): Settings {
  const { max_tokens, metadata, service_tier } = request;
  if (max_tokens === 0) throw unsupported('max_tokens', 'it cannot read without answering.');
  return present({
    max_output_tokens: max_tokens == null ? undefined : toTokenLimit(max_tokens, context),
    stop: stopsOf(request, context),
    // Both are there to find abuse, and both must not tell who it is.
    safety_identifier: metadata?.user_id,
    service_tier: mapTier(service_tier),
    // Nobody could ask for it: the client gets the id of a message.
    store: false,
  }) as Settings;
}

/** Chat's name for them is what a target carries. */
function stopsOf({ stop_sequences }: Request, { carries }: ConversionContext) {
  if (stop_sequences == null || stop_sequences.length === 0) return undefined;
  if (carries.includes('stop')) return stop_sequences;
  if (carries.includes('stop_sequences')) return undefined;
  throw unsupported('stop_sequences', 'it has no counterpart in the Responses api.');
}

/** @see https://platform.claude.com/docs/en/api/service-tiers */
function mapTier(tier: string | null | undefined): string | null | undefined {
  return tier === 'standard_only' ? 'default' : tier;
}
