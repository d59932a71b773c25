import type { ChatChunk, ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { chunkOf, deltaChunk, finishChunk } from '../../../../__fixtures__/chat-wire.ts';
import type { ConversionContext, RawReasoning } from '../../../conversion.ts';
import { openChatToResponses } from '../stream.ts';

/** A context whose ids can be told in advance, and that remembers its warnings. */
export interface TestContext extends ConversionContext {
  readonly warnings: string[];
}

/** Ids count up by prefix: `msg_1`, `fc_1`, `msg_2`. */
export function createTestContext(rawReasoning: RawReasoning = 'summary'): TestContext {
  const counts = new Map<string, number>();
  const warnings: string[] = [];
  return {
    boundary: 'test',
    rawReasoning,
    quirks: [],
    carries: [],
    warnings,
    createId(prefix) {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}_${count}`;
    },
    warn: (message) => warnings.push(message),
    seal: async (_purpose, text) => text,
  };
}

/** The events of a stream of chunks. */
export function toEvents(
  chunks: readonly ChatChunk[],
  request: ResponsesRequest = {},
  context: ConversionContext = createTestContext(),
): ResponsesStreamEvent[] {
  const stream = openChatToResponses(request, context);
  return [...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()];
}

/** The chunks of a stream that says these deltas and stops. */
export function says(...deltas: readonly object[]): ChatChunk[] {
  return [...deltas.map((delta) => deltaChunk(delta)), finishChunk()];
}

/** Of deltas that say pieces of calls, and the finish that belongs to them. */
export function calls(...pieces: readonly (readonly unknown[])[]): ChatChunk[] {
  const deltas = pieces.map((tool_calls) => deltaChunk({ tool_calls }));
  return [...deltas, finishChunk(0, 'tool_calls')];
}

/** A chunk with one choice. */
export function choiceChunk(choice: object, members: object = {}): ChatChunk {
  return chunkOf([{ index: 0, delta: {}, finish_reason: null, ...choice }], members);
}
