import { createOllamaProvider } from '@gw/provider-ollama';
import { respond } from '@gw/testkit/upstream';
import { ollamaLines } from '@gw/testkit/wires';
import { listOf, type Members, membersOf, tokenOf } from '../judges/judge.ts';
import { judgeOllama, ollamaThoughts } from '../judges/judge-ollama.ts';
import type { Wire } from './speaker.ts';
import { line, withoutIntroductions } from './transcript.ts';

export const ollama: Wire = {
  model: 'qwen3',
  judge: judgeOllama,
  thoughtsIn: ollamaThoughts,
  transcriptOf: ({ messages }) => withoutIntroductions(listOf(messages).flatMap(linesOf)),
  say({ thought, text, calls }, _serial, issue) {
    issue(tokenOf(thought));
    const message = {
      role: 'assistant',
      content: text,
      thinking: thought,
      ...(calls.length > 0 && {
        tool_calls: calls.map(({ name, args }) => ({ function: { name, arguments: args } })),
      }),
    };
    return (steps, request, context) => {
      const { model, stream } = membersOf(request.json);
      const ending = { done: true, done_reason: 'stop', prompt_eval_count: 9, eval_count: 5 };
      const created_at = '2025-07-07T20:22:19.184789Z';
      const answer = stream
        ? ollamaLines([
            ...piecesOf(message).map((piece) => ({
              model,
              created_at,
              message: piece,
              done: false,
            })),
            { model, created_at, message: { role: 'assistant', content: '' }, ...ending },
          ])
        : respond({ json: { model, created_at, message, ...ending } });
      return answer(steps, request, context);
    };
  },
  createProvider: (id, { origin }) => createOllamaProvider({ id, baseUrl: origin }),
};

/** Thought, text and each call in a line of their own. */
function piecesOf({ role, content, thinking, tool_calls = [] }: Message): object[] {
  return [
    { role, content: '', thinking },
    ...(content === '' ? [] : [{ role, content }]),
    ...tool_calls.map((call) => ({ role, content: '', tool_calls: [call] })),
  ];
}

interface Message {
  readonly role: string;
  readonly content: string;
  readonly thinking: string;
  readonly tool_calls?: readonly object[];
}

function linesOf({ role, content, images, tool_calls: calls }: Members): string[] {
  const pictures = Array.isArray(images) ? images.map(line.picture) : [];
  if (role === 'tool') return [line.output(content), ...pictures];
  const said = content === '' || role === 'system' ? [] : [content];
  return [
    ...said.map((text) => line.said(role === 'user' ? 'user' : 'model', text)),
    ...pictures,
    ...listOf(calls).map((call) => {
      const { name, arguments: args } = membersOf(call.function);
      return line.call(name, args);
    }),
  ];
}
