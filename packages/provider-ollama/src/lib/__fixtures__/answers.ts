import type { StreamFrame } from '@gw/core';
import type { ChatChunk } from '@gw/schema';
import type { OllamaChatAnswer } from '../ollama-api.ts';

type Message = NonNullable<OllamaChatAnswer['message']>;

/**
 * One line of a stream, as the documentation shows them.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#chat-request-streaming
 */
export function line(message: Message, rest: object = {}): OllamaChatAnswer {
  return {
    model: 'llama3.2',
    created_at: '2025-07-07T20:22:19.184789Z',
    message: { role: 'assistant', content: '', ...message } as Message,
    done: false,
    ...rest,
  };
}

/** The last line: no content, the reason, the counts. */
export function lastLine(rest: object = {}): OllamaChatAnswer {
  return line(
    {},
    {
      done_reason: 'stop',
      done: true,
      total_duration: 182_242_375,
      load_duration: 41_295_167,
      prompt_eval_count: 169,
      prompt_eval_duration: 24_573_166,
      eval_count: 15,
      eval_duration: 115_959_084,
      ...rest,
    },
  );
}

/** A call, as servers send it; documents show neither `id` nor `index`. */
export function called(name: string, args: unknown, rest: object = {}) {
  return { function: { name, arguments: args, ...rest } };
}

/** Lines as the bytes of a body, in one read or in reads that end where the caller wants. */
export async function* reads(text: string, ...ends: number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

export function toText(lines: readonly unknown[]): string {
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** All that is said in chunks; ids that nobody can foresee become their order: `call_0`. */
export function withoutIds(chunks: readonly ChatChunk[]): unknown[] {
  const ids = new Map<string, string>();
  const named = (id: string) => {
    const name = ids.get(id) ?? `${id.split('_')[0]}_${ids.size}`;
    ids.set(id, name);
    return name;
  };
  return JSON.parse(JSON.stringify(chunks), (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? named(value) : value,
  ) as unknown[];
}

export async function framesOf(
  stream: AsyncIterable<readonly StreamFrame<ChatChunk>[]>,
): Promise<StreamFrame<ChatChunk>[]> {
  const frames: StreamFrame<ChatChunk>[] = [];
  for await (const read of stream) frames.push(...read);
  return frames;
}

export function chunksIn(frames: readonly StreamFrame<ChatChunk>[]): ChatChunk[] {
  return frames.flatMap((frame) => (frame.kind === 'event' ? [frame.event] : []));
}
