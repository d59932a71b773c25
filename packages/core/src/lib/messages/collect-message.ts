import type { MessagesResponse } from '@gw/schema';
import type { ResponseCollector } from '../operation.ts';
import { isMembers, type Members, textOf, withoutNulls } from '../responses/members.ts';

/** The message that a stream's events tell; partial until its end has come. */
export function collectMessage(): ResponseCollector<'messages'> {
  let message: Members | undefined;
  const blocks = new Map<unknown, CollectedBlock>();
  return {
    push(told) {
      const event = told as unknown as Members;
      if (event.type === 'message_start' && isMembers(event.message)) message = event.message;
      if (event.type === 'content_block_start') blocks.set(event.index, openBlock(event));
      if (event.type === 'content_block_delta') grow(blocks.get(event.index), event.delta);
      if (event.type === 'message_delta') message = withEnd(message ?? {}, event);
    },
    end() {
      if (!message) return undefined;
      const content = [...blocks.values()].map(finishBlock);
      return { ...message, content } as unknown as MessagesResponse;
    },
  };
}

interface CollectedBlock {
  readonly block: Members;
  /** JSON text of a tool's input, as far as it has come. */
  input: string;
}

function openBlock({ content_block: block }: Members): CollectedBlock {
  return { block: isMembers(block) ? { ...block } : {}, input: '' };
}

function grow(collected: CollectedBlock | undefined, delta: unknown): void {
  if (!collected || !isMembers(delta)) return;
  const { block } = collected;
  collected.input += textOf(delta.partial_json);
  for (const name of ['text', 'thinking', 'signature'])
    if (typeof delta[name] === 'string') block[name] = textOf(block[name]) + delta[name];
  if (delta.citation !== undefined) {
    block.citations = [...(Array.isArray(block.citations) ? block.citations : []), delta.citation];
  }
}

/** Input that broke off stays as the text that came. */
function finishBlock({ block, input }: CollectedBlock): Members {
  if (input === '') return block;
  try {
    return { ...block, input: JSON.parse(input) };
  } catch {
    return { ...block, input };
  }
}

function withEnd(message: Members, { delta, usage, ...rest }: Members): Members {
  const { type: _, ...others } = rest;
  return {
    ...message,
    ...others,
    ...(isMembers(delta) && delta),
    usage: {
      ...(isMembers(message.usage) && message.usage),
      // `null` there says that nothing is new.
      ...(isMembers(usage) && withoutNulls(usage)),
    },
  };
}
