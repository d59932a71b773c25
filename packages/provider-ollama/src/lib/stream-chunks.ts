import type { ChatChunk, ChatChunkChoice, ChatDelta } from '@gw/schema';
import { type AnswerHead, readHead } from './answer-head.ts';
import { convertCalled } from './convert-called.ts';
import { convertLogprobs } from './convert-logprobs.ts';
import type { AskedFor } from './convert-response.ts';
import { convertUsage } from './convert-usage.ts';
import { onlyLoaded } from './judge-answer.ts';
import { mapDoneReason } from './map-done-reason.ts';
import type { OllamaChatAnswer } from './ollama-api.ts';

/** How a stream is to be told. */
export interface StreamAsked extends AskedFor {
  /** Whether the client wants the counts. */
  readonly includeUsage: boolean;
}

/** The lines of one answer, turned into chunks one after the other. */
export interface ChunkReducer {
  /** @throws {GatewayError} `upstream_incomplete` when the answer tells of loading and nothing else. */
  push(line: OllamaChatAnswer): ChatChunk[];
  /** Whether the last line has come. */
  isDone(): boolean;
}

interface StreamState {
  readonly asked: StreamAsked;
  head: AnswerHead | undefined;
  /** Calls so far; the next one has this index. */
  calls: number;
  hasContent: boolean;
  isDone: boolean;
}

export function createChunkReducer(asked: StreamAsked): ChunkReducer {
  const state: StreamState = { asked, head: undefined, calls: 0, hasContent: false, isDone: false };
  return { push: (line) => pushLine(state, line), isDone: () => state.isDone };
}

function pushLine(state: StreamState, line: OllamaChatAnswer): ChatChunk[] {
  if (state.isDone) return [];
  const said = sayLine(state, line);
  return line.done ? [...said, ...finish(state, line)] : said;
}

/** What a line adds; the first one says who speaks, whether it adds anything or not. */
function sayLine(state: StreamState, line: OllamaChatAnswer): ChatChunk[] {
  const delta = deltaOf(state, line);
  const logprobs = convertLogprobs(line.logprobs);
  const isFirst = state.head === undefined;
  const adds = Object.keys(delta).length > 0;
  state.hasContent ||= adds;
  if (!adds && !logprobs && !isFirst) return [];
  state.head ??= readHead(line, state.asked.model);
  const spoken: ChatDelta = isFirst ? { role: 'assistant', content: '', ...delta } : delta;
  return [chunk(state.head, [{ index: 0, delta: spoken, finish_reason: null, logprobs }])];
}

function deltaOf(state: StreamState, { message }: OllamaChatAnswer): ChatDelta {
  const calls = convertCalled(message?.tool_calls, state.asked.warn).map((call) => ({
    index: state.calls++,
    ...call,
  }));
  return {
    ...(message?.thinking && { reasoning_content: message.thinking }),
    ...(message?.content && { content: message.content }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function finish(state: StreamState, line: OllamaChatAnswer): ChatChunk[] {
  const { provider, includeUsage } = state.asked;
  const failure = onlyLoaded(provider, line.done_reason, state.hasContent);
  if (failure) throw failure;
  state.isDone = true;
  const head = state.head as AnswerHead;
  const finish_reason = mapDoneReason(line.done_reason, state.calls > 0);
  const last = chunk(head, [{ index: 0, delta: {}, finish_reason, logprobs: null }]);
  const usage = includeUsage ? convertUsage(line) : undefined;
  return usage ? [last, { ...chunk(head, []), usage }] : [last];
}

function chunk(head: AnswerHead, choices: ChatChunkChoice[]): ChatChunk {
  return { ...head, object: 'chat.completion.chunk', choices };
}
