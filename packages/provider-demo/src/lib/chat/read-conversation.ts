import type { DeepReadonly } from '@gw/core';
import type { ChatMessage, ChatRequest } from '@gw/schema';
import { countWords } from '../words.ts';

type Message = DeepReadonly<ChatMessage>;

/** What the demo takes in of a conversation. */
export interface Conversation {
  /** Text of the last message of the user, else of the last message. */
  readonly said: string;
  /** What came with that message and is no text: `[['image', 2], ['file', 1]]`. */
  readonly attachments: readonly (readonly [kind: string, count: number])[];
  /** Results of tools since the model spoke last, oldest first. */
  readonly toolResults: readonly ToolResult[];
  /** Words in all messages. */
  readonly words: number;
}

export interface ToolResult {
  /** The tool's name, or the call's id where the history does not tell the name. */
  readonly tool: string;
  readonly text: string;
}

export function readConversation({ messages }: DeepReadonly<ChatRequest>): Conversation {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return {
    said: last ? textOf(last) : '',
    attachments: last ? attachmentsOf(last) : [],
    toolResults: toolResultsOf(messages),
    words: messages.reduce((sum, message) => sum + countWords(textOf(message)), 0),
  };
}

/** Upstreams differ in which parts they know, and so may clients: a part without text says none. */
function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return partsOf(content)
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join(' ');
}

const kinds: Readonly<Record<string, string>> = {
  image_url: 'image',
  input_audio: 'recording',
  file: 'file',
};

function attachmentsOf({ content }: Message): [string, number][] {
  const counts = new Map<string, number>();
  for (const { type } of partsOf(content)) {
    if (type === 'text' || type === 'refusal') continue;
    const kind = (typeof type === 'string' && kinds[type]) || 'part of another kind';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts];
}

type LoosePart = { readonly type?: unknown; readonly text?: unknown };

function partsOf(content: unknown): readonly LoosePart[] {
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.filter((part): part is LoosePart => typeof part === 'object' && part !== null);
}

function toolResultsOf(messages: readonly Message[]): ToolResult[] {
  const spoke = messages.findLastIndex(({ role }) => role === 'assistant' || role === 'user');
  const names = namesOfCalls(messages[spoke]);
  return messages.slice(spoke + 1).flatMap((message) => {
    if (message.role !== 'tool') return [];
    const { tool_call_id: id } = message;
    return [{ tool: names.get(id) ?? id, text: textOf(message) }];
  });
}

function namesOfCalls(message: Message | undefined): Map<string, string> {
  const calls = (message?.role === 'assistant' && message.tool_calls) || [];
  return new Map(
    calls.map((call) => [call.id, 'function' in call ? call.function.name : call.custom.name]),
  );
}
