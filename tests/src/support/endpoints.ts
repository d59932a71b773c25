import type { ApiName } from '@gw/core';

/** One operation in one of its two kinds. */
export interface Endpoint {
  readonly name: string;
  readonly api: ApiName;
  readonly path: string;
  readonly stream: boolean;
  readonly request: Readonly<Record<string, unknown>> & { readonly model: string };
  /** The member that carries the client's words. */
  readonly input: 'messages' | 'input' | 'prompt';
  /** A value for it that says `text`. */
  say(text: string): unknown;
}

const chat = {
  api: 'chat',
  path: '/chat/completions',
  request: { model: 'test-model', messages: [{ role: 'user', content: 'one two three' }] },
  input: 'messages',
  say: (text: string) => [{ role: 'user', content: text }],
} as const;

const embeddings = {
  api: 'embeddings',
  path: '/embeddings',
  request: { model: 'test-embedding', input: 'one two three' },
  input: 'input',
  say: (text: string) => text,
} as const;

const images = {
  api: 'images',
  path: '/images/generations',
  request: { model: 'test-image', prompt: 'one two three' },
  input: 'prompt',
  say: (text: string) => text,
} as const;

/** Every inference operation, as JSON and, where it streams, as a stream. */
export const endpoints: readonly Endpoint[] = [
  { ...chat, name: 'chat, JSON', stream: false },
  {
    ...chat,
    name: 'chat, stream',
    stream: true,
    request: { ...chat.request, stream: true },
  },
  { ...embeddings, name: 'embeddings, JSON', stream: false },
  { ...images, name: 'images, JSON', stream: false },
  {
    ...images,
    name: 'images, stream',
    stream: true,
    request: { ...images.request, stream: true, partial_images: 1 },
  },
];

type Endpoints = readonly [Endpoint, Endpoint, ...Endpoint[]];

export const streamed = endpoints.filter(({ stream }) => stream) as unknown as Endpoints;
export const whole = endpoints.filter(({ stream }) => !stream) as unknown as Endpoints;
