import type { ChatChunk } from '@gw/schema';
import type { ApiEvent, ApiResponse } from '../lib/api.ts';
import { type Hooks, perStream } from '../lib/hooks.ts';
import { payloadFromValue } from '../lib/payload.ts';

/**
 * Hides a word wherever it stands in what a model says, streamed or not, also where the word comes
 * in pieces: of each text it holds back as much as could be the beginning of the word.
 */
export function redactor(word: string, mask = '***'): Hooks {
  return {
    name: 'redactor',
    onResponse(_ctx, { body }) {
      if (!body) return undefined;
      const text = JSON.stringify(body.json()).replaceAll(word, mask);
      return { body: payloadFromValue<ApiResponse>(JSON.parse(text)) };
    },
    onChunk: perStream(() => {
      const held = new Map<string, { text: string; say: Say }>();
      /** As much of a text as can be shown; nothing where all of it is held. */
      const show = (place: string, piece: string, say: Say): ApiEvent[] => {
        const text = ((held.get(place)?.text ?? '') + piece).replaceAll(word, mask);
        const end = text.length - longestBeginning(text, word);
        held.set(place, { text: text.slice(end), say });
        return end > 0 ? [say(text.slice(0, end))] : [];
      };
      return {
        push(event) {
          if ('item_id' in event && 'delta' in event) {
            const { type, item_id, delta } = event;
            return show(`${type} ${item_id}`, delta, (text) => ({ ...event, delta: text }));
          }
          const chunk = event as ChatChunk;
          const [choice] = chunk.choices ?? [];
          const content = choice?.delta.content;
          if (!choice || !content) return [event];
          return show(`${choice.index}`, content, (text) => inChunk(chunk, choice.index, text));
        },
        end() {
          const rest = [...held.values()].filter(({ text }) => text !== '');
          held.clear();
          return rest.map(({ text, say }) => say(text));
        },
      };
    }),
  };
}

type Say = (text: string) => ApiEvent;

function inChunk(chunk: ChatChunk, index: number, content: string): ChatChunk {
  return { ...chunk, choices: [{ index, delta: { content }, finish_reason: null }] };
}

/** How many of the last characters of `text` could be the beginning of `word`. */
function longestBeginning(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (word.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
