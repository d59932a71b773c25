import type { Quirk } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { doneFrame, respond, stream } from '@gw/testkit/upstream';
import { listOf, type Members, membersOf } from '../judges/judge.ts';
import { type ChatReading, chatThoughts, judgeChatWith } from '../judges/judge-chat.ts';
import type { Wire } from './speaker.ts';
import { argsOf, line, partsOf, pictureIn, withoutIntroductions } from './transcript.ts';

/** What tells one kind of chat server from another. */
interface ChatStyle extends ChatReading {
  /** Default: none. */
  readonly quirks?: readonly Quirk[];
  /** How it shows a thought. */
  thinks(thought: string, serial: string): object;
  /** The id of a call, and what it wants back with it. */
  calls(name: string, place: number, serial: string): { id: string; extra_content?: object };
}

/** What servers take that show thoughts, whether they read all of it or not. */
const takesThoughts = {
  reasoning: 'reasoning_content reasoning reasoning_details',
  call: 'extra_content',
  maxIdLength: 64,
};

/** Shows no thoughts and takes none, with ids like OpenAI's. */
export const plainChat = chatWire({
  quirks: ['strict_messages'],
  thinks: () => ({}),
  calls: (_, place, serial) => ({ id: idOf('call_', 24, serial, place) }),
});

/**
 * Thoughts as text, and long ids, as vLLM has them. @see https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
 */
export const contentChat = chatWire({
  ...takesThoughts,
  thinks: (reasoning_content) => ({ reasoning_content }),
  calls: (_, place, serial) => ({ id: idOf('chatcmpl-tool-', 32, serial, place) }),
});

/**
 * Thoughts in details with a signature, something attached to the first call, and ids with characters
 * that others do not take. @see https://openrouter.ai/docs/use-cases/reasoning-tokens
 * @see https://ai.google.dev/gemini-api/docs/openai
 */
export const detailsChat = chatWire({
  ...takesThoughts,
  isSigned: true,
  thinks: (text, serial) => ({
    reasoning: text,
    reasoning_details: [
      { type: 'reasoning.text', text, signature: `sig ${serial}`, format: 'x-v1', index: 0 },
    ],
  }),
  calls: (name, place, serial) => ({
    id: `functions.${name}:${serial}${place}`,
    ...(place === 0 && { extra_content: { google: { thought_signature: btoa(serial) } } }),
  }),
});

function idOf(prefix: string, length: number, serial: string, place: number): string {
  return prefix + `${serial}${place}`.replaceAll(/[^a-z0-9]/gi, '').padStart(length, '0');
}

function chatWire(style: ChatStyle): Wire {
  return {
    model: 'some-model',
    judge: judgeChatWith(style),
    thoughtsIn: chatThoughts,
    transcriptOf: ({ messages }) => withoutIntroductions(listOf(messages).flatMap(linesOf)),
    say({ thought, text, calls }, serial, issue) {
      const thoughts = style.thinks(thought, serial);
      const tool_calls = calls.map(({ name, args }, place) => ({
        type: 'function',
        function: { name, arguments: JSON.stringify(args) },
        ...style.calls(name, place, serial),
      }));
      const message = {
        role: 'assistant',
        content: text === '' ? null : text,
        ...thoughts,
        ...(tool_calls.length > 0 && { tool_calls }),
      };
      for (const token of chatThoughts({ messages: [message] })) issue(token);
      return (steps, request, context) => {
        const { model, stream: asked } = membersOf(request.json);
        const head = { id: `chatcmpl-${serial}`, created: 1_764_968_540, model };
        const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop';
        const answer = asked
          ? stream([...chunksOf(head, message, finish_reason), doneFrame])
          : respond({
              json: {
                ...head,
                object: 'chat.completion',
                choices: [{ index: 0, message, finish_reason }],
                usage,
              },
            });
        return answer(steps, request, context);
      };
    },
    createProvider: (id, { url }) =>
      createHttpProvider({ id, baseUrl: url, apis: ['chat'], quirks: style.quirks }),
  };
}

const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };

/** Thoughts, text and each call in a chunk of their own; arguments behind the call that they are of. */
function chunksOf(head: object, message: object, finish_reason: string): object[] {
  const { role, content, tool_calls, ...thoughts } = message as Members;
  const calls = listOf(tool_calls).flatMap((call, index) => {
    const { name, arguments: text } = membersOf(call.function);
    return [
      { tool_calls: [{ ...call, index, function: { name, arguments: '' } }] },
      { tool_calls: [{ index, function: { arguments: text } }] },
    ];
  });
  const deltas = [
    { role, content: '' },
    ...(Object.keys(thoughts).length > 0 ? [thoughts] : []),
    ...(content ? [{ content }] : []),
    ...calls,
  ];
  const chunk = (choices: object[], rest: object = {}) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices,
    ...rest,
  });
  return [
    ...deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }])),
    chunk([{ index: 0, delta: {}, finish_reason }]),
    chunk([], { usage }),
  ];
}

function linesOf({ role, content, tool_calls: calls }: Members): string[] {
  if (role === 'system') return [];
  const said = partsOf(content, 'text').map(({ text, image_url }) => {
    if (image_url) return pictureIn(membersOf(image_url).url);
    return role === 'tool'
      ? line.output(text)
      : line.said(role === 'user' ? 'user' : 'model', text);
  });
  return [
    ...said,
    ...listOf(calls).map((call) => {
      const { name, arguments: text } = membersOf(call.function);
      return line.call(name, argsOf(text));
    }),
  ];
}
