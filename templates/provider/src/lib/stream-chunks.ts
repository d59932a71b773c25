import { textOf } from '@gw/provider-utils';
import type { ChatChunk, ChatDelta, ChatFinishReason } from '@gw/schema';
import type { AcmeEvent } from './acme-api.ts';
import { convertCalled, convertUsage, createHead } from './convert-response.ts';
import { mapEndReason } from './map-end-reason.ts';

/** The events of one answer, turned into chunks one after the other. */
export interface ChunkReducer {
  push(event: AcmeEvent): ChatChunk[];
}

interface Asked {
  readonly model: string;
  readonly includeUsage: boolean;
}

export function createChunkReducer({ model, includeUsage }: Asked): ChunkReducer {
  const head = { ...createHead(model), object: 'chat.completion.chunk' as const };
  let isFirst = true;
  /** The next call has this index: it is what tells calls apart. */
  let calls = 0;

  const toChunk = (delta: ChatDelta, finish_reason: ChatFinishReason | null = null): ChatChunk => {
    // The first chunk says who speaks.
    const spoken: ChatDelta = isFirst ? { role: 'assistant', content: '', ...delta } : delta;
    isFirst = false;
    return { ...head, choices: [{ index: 0, delta: spoken, finish_reason, logprobs: null }] };
  };

  function push(event: AcmeEvent): ChatChunk[] {
    switch (event.type) {
      case 'text':
        return textOf(event.text) ? [toChunk({ content: event.text })] : [];
      case 'call':
        return [toChunk({ tool_calls: [{ index: calls++, ...convertCalled({ ...event }) }] })];
      case 'end': {
        const last = toChunk({}, mapEndReason(event.ended, calls > 0));
        const usage = includeUsage ? convertUsage(event.counts) : undefined;
        return usage ? [last, { ...head, choices: [], usage }] : [last];
      }
      default:
        // An event that Acme did not have when this was written.
        return [];
    }
  }

  return { push };
}
