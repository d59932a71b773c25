import type { ProviderRequest } from '@gw/core';
import type { Faulty } from './fault.ts';

type Members = Record<string, unknown>;

const known = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'max_completion_tokens',
]);

/** The body as it goes upstream: the client's own bytes. */
export function requestBody({ api, body }: ProviderRequest, { fault }: Faulty): Uint8Array {
  const members = () => body.json() as unknown as Members;
  switch (fault) {
    case 'parses the body anew':
      return encode(members());
    case 'drops what it does not know':
      return api === 'chat' ? encode(pickKnown(members())) : body.bytes();
    case 'drops images':
      return api === 'chat' ? encode(withoutImages(members())) : body.bytes();
    default:
      return body.bytes();
  }
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function pickKnown(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => known.has(name)));
}

function withoutImages({ messages, ...members }: Members): Members {
  const texts = (messages as { content: unknown }[]).map((message) =>
    Array.isArray(message.content)
      ? { ...message, content: message.content.filter(({ type }) => type === 'text') }
      : message,
  );
  return { ...members, messages: texts };
}
