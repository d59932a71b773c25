import type { ChatChunk, ChatCompletion } from '@gw/schema';
import type { Hooks } from '../lib/hooks.ts';
import { perStream } from '../lib/hooks.ts';
import type { Payload } from '../lib/payload.ts';

/**
 * Hides a word wherever it stands in what a chat model says, streamed or not, also where the word
 * comes in pieces: of each choice it holds back as much as could be the beginning of the word.
 */
export function redactor(word: string, mask = '***'): Hooks {
  return {
    name: 'redactor',
    onResponse(ctx, { body }) {
      if (ctx.api !== 'chat' || !body) return undefined;
      const chat = body as Payload<ChatCompletion>;
      const choices = chat.json().choices.map((choice) => ({
        ...choice,
        message: {
          ...choice.message,
          content: choice.message.content?.replaceAll(word, mask) ?? null,
        },
      }));
      return { body: chat.with({ choices: choices as ChatCompletion['choices'] }) as typeof body };
    },
    onChunk: perStream(() => {
      const held = new Map<number, { text: string; last: ChatChunk }>();
      const say = (chunk: ChatChunk, index: number, content: string): ChatChunk => ({
        ...chunk,
        choices: [{ index, delta: { content }, finish_reason: null }],
      });
      return {
        push(event) {
          const chunk = event as ChatChunk;
          const [choice] = chunk.choices;
          const content = choice?.delta.content;
          if (!choice || !content) return [chunk];
          const text = ((held.get(choice.index)?.text ?? '') + content).replaceAll(word, mask);
          const keep = longestBeginning(text, word);
          held.set(choice.index, { text: text.slice(text.length - keep), last: chunk });
          const free = text.slice(0, text.length - keep);
          return free ? [say(chunk, choice.index, free)] : [];
        },
        end() {
          const rest = [...held].filter(([, { text }]) => text !== '');
          held.clear();
          return rest.map(([index, { text, last }]) => say(last, index, text));
        },
      };
    }),
  };
}

/** How many of the last characters of `text` could be the beginning of `word`. */
function longestBeginning(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (word.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
