import type { Endpoint } from './endpoints.ts';
import { chatTextOf, messagesTextOf, readJsonEvents, responsesTextOf } from './sse-text.ts';

interface AnyJson {
  readonly choices?: readonly { readonly message: { readonly content: string | null } }[];
  readonly data?: readonly { readonly embedding?: unknown; readonly b64_json?: string }[];
  readonly output?: readonly { readonly content?: readonly { readonly text?: string }[] }[];
  readonly content?: readonly { readonly text?: string }[];
  readonly input_tokens?: number;
}

/** What a reply says, whichever endpoint it is of: text, numbers or pictures as one text. */
export function contentOf({ api, stream }: Endpoint, text: string): string {
  if (!stream) return contentOfJson(JSON.parse(text) as AnyJson);
  if (api === 'chat') return chatTextOf(text);
  if (api === 'responses') return responsesTextOf(text);
  if (api === 'messages') return messagesTextOf(text);
  return readJsonEvents(text)
    .flatMap(({ b64_json }) => b64_json ?? [])
    .join(' ');
}

function contentOfJson(json: AnyJson): string {
  const { choices = [], data = [], output = [], content: blocks = [], input_tokens } = json;
  return [
    ...choices.map(({ message }) => message.content ?? ''),
    ...data.map(({ embedding, b64_json }) => b64_json ?? JSON.stringify(embedding)),
    ...output.flatMap(({ content = [] }) => content.map(({ text }) => text ?? '')),
    ...blocks.map(({ text }) => text ?? ''),
    ...(input_tokens === undefined ? [] : [`${input_tokens}`]),
  ].join(' ');
}

/**
 * A reply as another gateway or another call would give it too: without the ids and times that
 * conversions make up, and without what an upstream sealed for itself alone.
 */
export function withoutChance(text: string): string {
  return text
    .replaceAll(/"(resp|msg|fc|rs|cmp|chatcmpl)[_-][\w-]+"/g, '"$1"')
    .replaceAll(/"(created|created_at|completed_at)":\d+/g, '"$1":0')
    .replaceAll(/"encrypted_content":"[^"]*"/g, '"encrypted_content":""');
}
