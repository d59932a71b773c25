import { readSseStream } from '@gw/testkit/responses';
import { listOf, type Members, membersOf } from '../judges/judge.ts';
import { type Output, post, type Talk, type TalkOptions, tools } from './talk.ts';
import { instructions, question } from './turns.ts';

/** A client of `/v1/chat/completions` that hands back each message with all its members. */
export function talkChat({ gateway, isStream }: TalkOptions): Talk {
  const messages: object[] = [
    { role: 'system', content: instructions },
    { role: 'user', content: question },
  ];
  return {
    async next(model) {
      const text = await post(gateway, '/v1/chat/completions', {
        model,
        messages,
        stream: isStream,
        reasoning_effort: 'low',
        tools: tools.map((tool) => ({ type: 'function', function: tool })),
      });
      const message = isStream ? collect(text) : messageIn(JSON.parse(text));
      messages.push(message);
      return { text: String(message.content ?? ''), calls: callsIn(message) };
    },
    answer(outputs) {
      messages.push(...outputs.map(toMessage));
    },
    say(content) {
      messages.push({ role: 'user', content });
    },
  };
}

function messageIn(completion: unknown): Members {
  return membersOf(listOf(membersOf(completion).choices)[0]?.message);
}

function callsIn({ tool_calls: calls }: Members) {
  return listOf(calls).map((call) => ({
    id: String(call.id),
    name: String(membersOf(call.function).name),
  }));
}

/** A tool's message holds text only. */
function toMessage({ id, text }: Output): object {
  return { role: 'tool', tool_call_id: id, content: text };
}

/** The message that the chunks of a stream tell. Unknown members are kept as they come. */
function collect(text: string): Members {
  const deltas = readSseStream(text).events.flatMap((chunk) =>
    listOf((chunk as Members).choices).map(({ delta }) => membersOf(delta)),
  );
  const message: Record<string, unknown> = { role: 'assistant', content: null };
  const calls: Record<string, unknown>[] = [];
  for (const { tool_calls, role: _, ...members } of deltas) {
    for (const [name, value] of Object.entries(members))
      message[name] = grown(message[name], value);
    for (const piece of listOf(tool_calls)) addPiece(calls, piece);
  }
  return calls.length > 0 ? { ...message, tool_calls: calls } : message;
}

function addPiece(calls: Record<string, unknown>[], { index, ...piece }: Members): void {
  const before = calls[Number(index)];
  if (!before) {
    calls[Number(index)] = piece;
    return;
  }
  const called = membersOf(before.function);
  const { arguments: more } = membersOf(piece.function);
  before.function = { ...called, arguments: `${called.arguments ?? ''}${more ?? ''}` };
}

function grown(before: unknown, value: unknown): unknown {
  if (value == null || value === '') return before;
  if (typeof value === 'string') return `${before ?? ''}${value}`;
  return Array.isArray(value) ? [...(Array.isArray(before) ? before : []), ...value] : value;
}
