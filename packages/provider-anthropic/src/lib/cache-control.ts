import { type Payload, readPayload } from '@gw/core';
import { isMembers, type Members } from '@gw/provider-utils';
import type { MessagesCacheable } from '@gw/schema';

/**
 * Anthropic's own `cache_control` as it came, or OpenAI's breakpoint, which means the same. A stretch
 * that should stay longer than five minutes gets the hour that there is.
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function cacheMarkOf(value: Members): MessagesCacheable {
  const { cache_control } = value as MessagesCacheable;
  if (isMembers(cache_control)) return { cache_control };
  const { prompt_cache_breakpoint: breakpoint } = value;
  if (!isMembers(breakpoint)) return {};
  const ttl = breakpoint.ttl == null ? {} : { ttl: '1h' as const };
  return { cache_control: { type: 'ephemeral', ...ttl } };
}

/** A client's own request that says nothing of caching, with what the settings say. */
export function withCaching<Request extends object>(
  body: Payload<Request>,
  ttl: '5m' | '1h' | undefined,
): Payload<Request> {
  if (ttl === undefined || 'cache_control' in readPayload(body)) return body;
  return body.with({ cache_control: { type: 'ephemeral', ttl } } as unknown as Partial<Request>);
}

/** The same blocks, the last of them marked. */
export function markLast<Block extends object>(
  blocks: readonly Block[],
  mark: MessagesCacheable,
): Block[] {
  return blocks.map((block, at) => (at === blocks.length - 1 ? { ...block, ...mark } : block));
}
