import assert from 'node:assert/strict';
import type { ChatChunk, ChatToolCallDelta, ChatUsage } from '@gw/schema';
import type { Bench } from './bench.ts';
import { type Frames, meaningOf } from './frames.ts';
import { isNativeIn } from './provider-wire.ts';
import type { ToldCall } from './talk.ts';

/** A chat stream put together again. */
export interface ToldChat {
  readonly chunks: readonly ChatChunk[];
  readonly text: string;
  readonly toolCalls: readonly ToldCall[];
  readonly finishReasons: readonly string[];
  readonly usages: readonly ChatUsage[];
}

/** What the frames of a stream with one choice say. */
export function toldIn(frames: Frames): ToldChat {
  const chunks = frames.flatMap((frame) => (frame.kind === 'event' ? [toChunk(frame.event)] : []));
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const deltas = choices.map(({ delta }) => delta);
  return {
    chunks,
    text: deltas.map(({ content }) => content ?? '').join(''),
    toolCalls: joinCalls(deltas.flatMap((delta) => delta.tool_calls ?? [])),
    finishReasons: choices.flatMap(({ finish_reason: reason }) => reason ?? []),
    usages: chunks.flatMap(({ usage }) => usage ?? []),
  };
}

function toChunk(event: unknown): ChatChunk {
  const chunk = event as ChatChunk;
  assert.equal(chunk?.object, 'chat.completion.chunk', 'an event of a chat stream is a chunk');
  assert.ok(Array.isArray(chunk.choices), 'a chunk has a list of choices');
  for (const { index, delta } of chunk.choices) {
    assert.equal(index, 0, 'one answer was asked for');
    assert.equal(typeof delta, 'object', 'a choice of a chunk has a delta');
  }
  return chunk;
}

function joinCalls(pieces: readonly ChatToolCallDelta[]): ToldCall[] {
  const indices = [...new Set(pieces.map(({ index }) => index))];
  const expected = indices.map((_, position) => position);
  assert.deepEqual(indices, expected, 'calls are numbered from 0 as they appear');
  return indices.map((index) => joinCall(pieces.filter((piece) => piece.index === index)));
}

/** Clients take id and name from the first piece, and append the arguments of all. */
function joinCall(pieces: readonly ChatToolCallDelta[]): ToldCall {
  const [first, ...rest] = pieces;
  for (const { id, function: called } of rest) {
    assert.equal(id, undefined, 'the id of a call comes once');
    assert.equal(called?.name, undefined, 'the name of a call comes once');
  }
  return {
    id: first?.id,
    name: first?.function?.name,
    arguments: pieces.map((piece) => piece.function?.arguments ?? '').join(''),
  };
}

/**
 * What two readings of one stream have in common, however it came over the wire. Ids and times that
 * a provider makes up itself differ from call to call.
 */
export function sayingOf({ wire }: Bench, frames: Frames): unknown {
  if (wire && isNativeIn(wire, 'chat')) return meaningOf(frames);
  const { text, toolCalls, finishReasons, usages } = toldIn(frames);
  const calls = toolCalls.map(({ id: _, ...call }) => call);
  return { text, calls, finishReasons, usages, isDone: frames.at(-1)?.kind === 'done' };
}
