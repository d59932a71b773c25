import type { Endpoint } from './endpoints.ts';
import { chatTextOf, readJsonEvents } from './sse-text.ts';

interface AnyJson {
  readonly choices?: readonly { readonly message: { readonly content: string | null } }[];
  readonly data?: readonly { readonly embedding?: unknown; readonly b64_json?: string }[];
}

/** What a reply says, whichever endpoint it is of: text, numbers or pictures as one text. */
export function contentOf({ api, stream }: Endpoint, text: string): string {
  if (!stream) return contentOfJson(JSON.parse(text) as AnyJson);
  if (api === 'chat') return chatTextOf(text);
  return readJsonEvents(text)
    .map(({ b64_json }) => b64_json ?? '')
    .join(' ');
}

function contentOfJson({ choices = [], data = [] }: AnyJson): string {
  return [
    ...choices.map(({ message }) => message.content ?? ''),
    ...data.map(({ embedding, b64_json }) => b64_json ?? JSON.stringify(embedding)),
  ].join(' ');
}
