import { GatewayError, type SseReader, type StreamFrame } from '@gw/core';
import { callsOf, finishOf, usageOf } from './lines-chat.ts';
import type { Said } from './lines-wire.ts';

type Frame = StreamFrame<never>;

/** Turns lines into chunks, and the last line into the end of a chat stream. */
export function createLinesReader(common: object): SseReader<never> {
  const decoder = new TextDecoder();
  let held = '';
  let hasCalled = false;
  const toChunk = (members: object): Frame => ({
    kind: 'event',
    event: { ...common, object: 'chat.completion.chunk', ...members } as never,
  });
  const toDelta = (delta: object, finish_reason: string | null = null) =>
    toChunk({ choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason }] });

  function toFrames(said: Said): Frame[] {
    const calls = callsOf(said).map((call, index) => ({ index, ...call }));
    hasCalled ||= calls.length > 0;
    const frames: Frame[] = [];
    if (said.says) frames.push(toDelta({ content: said.says }));
    if (calls.length > 0) frames.push(toDelta({ tool_calls: calls }));
    if (!said.end) return frames;
    const usage = toChunk({ choices: [], usage: usageOf(said) });
    return [...frames, toDelta({}, finishOf(said, hasCalled)), usage, { kind: 'done' }];
  }

  return {
    push(bytes) {
      const lines = (held + decoder.decode(bytes, { stream: true })).split('\n');
      held = lines.pop() ?? '';
      return lines.flatMap((line) => toFrames(parse(line)));
    },
    end() {
      if (held) throw new GatewayError('upstream_incomplete', 'The stream ended inside a line.');
    },
  };
}

function parse(line: string): Said {
  try {
    return JSON.parse(line) as Said;
  } catch {
    throw new GatewayError(
      'upstream_invalid_response',
      'The upstream sent a line that is no JSON.',
    );
  }
}
