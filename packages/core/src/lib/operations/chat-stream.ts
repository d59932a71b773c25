import type { ChatChunk } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { SplitEvent, StreamProtocol } from '../operation.ts';
import { renderError } from '../render-error.ts';
import { collectChat } from './chat-collect.ts';
import { toChatChunks } from './chat-render.ts';
import { chatUsage } from './chat-usage.ts';

/** @see https://platform.openai.com/docs/api-reference/chat-streaming */
export const chatStream: StreamProtocol<'chat'> = {
  end: 'done',
  writesDone: true,
  isTerminal: () => false,
  isContent: (chunk) => choicesOf(chunk).some((choice) => hasContent(choice.delta)),
  splitEvent,
  usageOf: (chunk) => chatUsage(chunk.usage),
  stripUsage(chunk) {
    if (!chunk.usage) return chunk;
    if (choicesOf(chunk).length === 0) return null;
    const { usage: _, ...rest } = chunk;
    return rest;
  },
  askForUsage(request) {
    if (request.stream_options?.include_usage) return undefined;
    return { stream_options: { ...request.stream_options, include_usage: true } };
  },
  toEvents: toChatChunks,
  collect: collectChat,
  keepAliveFrame: {
    kind: 'event',
    event: { id: '', object: 'chat.completion.chunk', created: 0, model: '', choices: [] },
  },
  errorFrame: (error) => ({ kind: 'event', event: renderError(error) }),
};

/** Compatible upstreams leave `choices` out of chunks that are about something else. */
function choicesOf(chunk: ChatChunk): ChatChunk['choices'] {
  return objectsIn(chunk.choices);
}

/** Anything but the role counts, also members that we do not know, as long as it is not empty. */
function hasContent(delta: ChatChunk['choices'][number]['delta'] | null | undefined): boolean {
  return Object.entries(delta ?? {}).some(([name, value]) => name !== 'role' && !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Finish reasons and usage wait for what chunk hooks still hold back; deltas do not. */
function splitEvent(chunk: ChatChunk): SplitEvent<'chat'> {
  const choices = choicesOf(chunk);
  const finishing = choices.filter((choice) => choice.finish_reason);
  const isAboutUsage = choices.length === 0 && Boolean(chunk.usage);
  if (finishing.length === 0 && !isAboutUsage) return { delta: chunk };
  if (choices.every((choice) => choice.finish_reason && !hasContent(choice.delta))) {
    return { finish: chunk };
  }
  const { usage: _, ...rest } = chunk;
  return {
    delta: { ...rest, choices: choices.map((choice) => ({ ...choice, finish_reason: null })) },
    finish: {
      ...chunk,
      choices: finishing.map(({ logprobs: _, ...choice }) => ({ ...choice, delta: {} })),
    },
  };
}
