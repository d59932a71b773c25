import type { ChatMessage } from '@gw/schema';

/** A message's text; a part that is no text stands as its type: `[image_url]`. */
export function messageText(message: ChatMessage | undefined): string {
  const content = message?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join(' ');
}
