import { type ApiEvent, type ChunkTransform, type Hooks, perStream } from '@gw/core';

/** Hides a word in everything that chat models say, also where a stream tears it apart. */
export function redactor(word: string): Hooks {
  return {
    name: 'redactor',
    onChunk: perStream(() => redactStream(word)),
    onResponse(_ctx, { body }) {
      const response = body?.json();
      if (!body || !response || !('choices' in response)) return undefined;
      const choices = response.choices.map((choice) => {
        const content = choice.message.content?.replaceAll(word, hidden) ?? null;
        // Log probabilities spell the text out token by token.
        return { ...choice, message: { ...choice.message, content }, logprobs: null };
      });
      return { body: body.with({ choices }) };
    },
  };
}

const hidden = '█'.repeat(4);

type ChatChunk = Extract<ApiEvent, { readonly object: 'chat.completion.chunk' }>;

/** Holds back the end of a text for as long as it could be the beginning of the word. */
function redactStream(word: string): ChunkTransform {
  /** By choice: a stream with `n: 2` tells two texts by turns. */
  const held = new Map<number, string>();
  let last: ChatChunk | undefined;
  return {
    push(event) {
      if (!('choices' in event)) return [event];
      last = event;
      const choices = event.choices.map((choice) => {
        const text = (held.get(choice.index) ?? '') + (choice.delta.content ?? '');
        const shown = text.replaceAll(word, hidden);
        const keep = lengthOfBeginning(shown, word);
        held.set(choice.index, shown.slice(shown.length - keep));
        const content = shown.slice(0, shown.length - keep);
        return { ...choice, delta: { ...choice.delta, content }, logprobs: null };
      });
      return [{ ...event, choices }];
    },
    /** It was not the word after all. */
    end() {
      if (!last) return [];
      const rest = [...held].filter(([, text]) => text !== '');
      const choices = rest.map(([index, content]) => ({
        index,
        delta: { content },
        finish_reason: null,
      }));
      return choices.length > 0 ? [{ ...last, choices }] : [];
    },
  };
}

/** How many characters at the end of `text` are a beginning of `word`. */
function lengthOfBeginning(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
