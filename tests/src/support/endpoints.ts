import type { ApiName, TargetSpec } from '@gw/core';

/** Where a request says something, and how. */
interface Words {
  /** The member that carries the client's words. */
  readonly input: 'messages' | 'input' | 'prompt';
  /** A value for it that says `text`. */
  say(text: string): unknown;
}

/** One operation in one of its two kinds, on an upstream that speaks its api or another one. */
export interface Endpoint extends Words {
  readonly name: string;
  readonly api: ApiName;
  readonly path: string;
  readonly stream: boolean;
  readonly request: Readonly<Record<string, unknown>> & { readonly model: string };
  /** The api that the upstream is asked in: `api`, unless the gateway has to convert. */
  readonly asks: ApiName;
  /** The words of a request that had to be converted, as the upstream gets them. */
  readonly converted?: Words & {
    /** Its name for `max_tokens`. Default: the request has no limit. */
    readonly limit?: 'max_output_tokens' | 'max_completion_tokens';
  };
}

const chat = {
  api: 'chat',
  asks: 'chat',
  path: '/chat/completions',
  request: { model: 'test-model', messages: [{ role: 'user', content: 'one two three' }] },
  input: 'messages',
  say: (text: string) => [{ role: 'user', content: text }],
} as const;

const embeddings = {
  api: 'embeddings',
  asks: 'embeddings',
  path: '/embeddings',
  request: { model: 'test-embedding', input: 'one two three' },
  input: 'input',
  say: (text: string) => text,
} as const;

const images = {
  api: 'images',
  asks: 'images',
  path: '/images/generations',
  request: { model: 'test-image', prompt: 'one two three' },
  input: 'prompt',
  say: (text: string) => text,
} as const;

const responses = {
  api: 'responses',
  asks: 'responses',
  path: '/responses',
  request: { model: 'test-model', input: 'one two three' },
  input: 'input',
  say: (text: string) => text,
} as const;

const compact = {
  ...responses,
  api: 'compact',
  asks: 'compact',
  path: '/responses/compact',
} as const;

const inputTokens = {
  ...responses,
  api: 'input_tokens',
  asks: 'input_tokens',
  path: '/responses/input_tokens',
} as const;

const messages = {
  api: 'messages',
  asks: 'messages',
  path: '/messages',
  request: {
    model: 'test-model',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'one two three' }],
  },
  input: 'messages',
  say: (text: string) => [{ role: 'user', content: text }],
} as const;

const countTokens = {
  ...messages,
  api: 'count_tokens',
  asks: 'count_tokens',
  path: '/messages/count_tokens',
  request: chat.request,
} as const;

type Kindless = Omit<Endpoint, 'name' | 'stream'>;

const asJson = (name: string, endpoint: Kindless): Endpoint => ({
  ...endpoint,
  name: `${name}, JSON`,
  stream: false,
});

const asStream = (name: string, endpoint: Kindless, members: object = {}): Endpoint => ({
  ...endpoint,
  name: `${name}, stream`,
  stream: true,
  request: { ...endpoint.request, stream: true, ...members },
});

export const chatJson = asJson('chat', chat);
export const chatStream = asStream('chat', chat);
export const imagesJson = asJson('images', images);
const imagesStream = asStream('images', images, { partial_images: 1 });
const responsesJson = asJson('responses', responses);
export const responsesStream = asStream('responses', responses);
const inChat: Words = { input: 'messages', say: (text) => [{ role: 'user', content: text }] };
const inResponses: Words = {
  input: 'input',
  say: (text) => [{ type: 'message', role: 'user', content: text }],
};
const responsesOnChat: Kindless = { ...responses, asks: 'chat', converted: inChat };
const responsesOnChatJson = asJson('responses on chat', responsesOnChat);
const responsesOnChatStream = asStream('responses on chat', responsesOnChat);
const chatOnResponses: Kindless = { ...chat, asks: 'responses', converted: inResponses };
const chatOnResponsesJson = asJson('chat on responses', chatOnResponses);
const chatOnResponsesStream = asStream('chat on responses', chatOnResponses);
const messagesJson = asJson('messages', messages);
export const messagesStream = asStream('messages', messages);
const messagesOnResponses: Kindless = {
  ...messages,
  asks: 'responses',
  converted: { ...inResponses, limit: 'max_output_tokens' },
};
const messagesOnResponsesJson = asJson('messages on responses', messagesOnResponses);
const messagesOnResponsesStream = asStream('messages on responses', messagesOnResponses);
const messagesOnChat: Kindless = {
  ...messages,
  asks: 'chat',
  converted: { ...inChat, limit: 'max_completion_tokens' },
};
const messagesOnChatJson = asJson('messages on chat', messagesOnChat);
const messagesOnChatStream = asStream('messages on chat', messagesOnChat);

/** Every inference operation, as JSON and, where it streams, as a stream; native and converted. */
export const endpoints: readonly Endpoint[] = [
  chatJson,
  chatStream,
  asJson('embeddings', embeddings),
  imagesJson,
  imagesStream,
  responsesJson,
  responsesStream,
  responsesOnChatJson,
  responsesOnChatStream,
  chatOnResponsesJson,
  chatOnResponsesStream,
  asJson('compact', compact),
  asJson('input tokens', inputTokens),
  messagesJson,
  messagesStream,
  messagesOnResponsesJson,
  messagesOnResponsesStream,
  messagesOnChatJson,
  messagesOnChatStream,
  asJson('count tokens', countTokens),
];

export const streamed = endpoints.filter(({ stream }) => stream);
export const whole = endpoints.filter(({ stream }) => !stream);

/** Whether nothing has to be converted, so that bytes stay. */
export function isNative({ api, asks }: Endpoint): boolean {
  return api === asks;
}

/** What the provider of an endpoint's upstream declares. */
export function apisFor({ asks }: Endpoint): readonly ApiName[] {
  return [asks];
}

/** Whether a stream goes out before its first content: one that the gateway makes of another api's. */
export function beginsEarly(endpoint: Endpoint): boolean {
  const isTold = endpoint.api === 'responses' || endpoint.api === 'messages';
  return endpoint.stream && isTold && !isNative(endpoint);
}

/** Whether it says what a request would cost. */
export function isCount({ api }: Endpoint): boolean {
  return api === 'input_tokens' || api === 'count_tokens';
}

/** Whether a call of it costs something: counting does not. */
export function isBilled(endpoint: Endpoint): boolean {
  return !isCount(endpoint);
}

/** What the upstream is sent for the request, or for one with other words. */
export function sentFor(endpoint: Endpoint, text = 'one two three'): Record<string, unknown> {
  const { asks, stream, request, input, converted } = endpoint;
  const { [input]: _, max_tokens, ...rest } = request;
  const words = converted ?? endpoint;
  return {
    ...rest,
    ...(max_tokens !== undefined && { [converted?.limit ?? 'max_tokens']: max_tokens }),
    [words.input]: words.say(text),
    ...(asks === 'responses' && { store: false }),
    ...(asks === 'chat' && stream && { stream_options: { include_usage: true } }),
  };
}

/** Frames of an upstream's stream that hold so many pieces of content: words, or unfinished images. */
export function framesWith({ asks }: Endpoint, pieces: number): number {
  return (framesBefore[asks] ?? 0) + pieces;
}

/** What comes in front of the first content: a role; the response, its item and the item's part; a message, a ping and a block. */
const framesBefore: Readonly<Partial<Record<ApiName, number>>> = {
  chat: 1,
  responses: 4,
  messages: 3,
};

/** The request, with enough unfinished images that content comes before the end. */
export function withPartials({ api, stream, request }: Endpoint): Endpoint['request'] {
  return api === 'images' && stream ? { ...request, partial_images: 3 } : request;
}

/** All that there are: for a provider that serves every endpoint. */
export const allApis: readonly ApiName[] = [...new Set(endpoints.map(({ api }) => api))];

/**
 * All endpoints for one gateway with a provider `main` that declares `allApis`: where an api is asked
 * by way of another, its model says so.
 */
export const endpointsTogether: readonly Endpoint[] = endpoints.map((endpoint) =>
  isNative(endpoint)
    ? endpoint
    : { ...endpoint, request: { ...endpoint.request, model: `by-${endpoint.asks}` } },
);

export const modelsTogether: Readonly<Record<string, TargetSpec>> = {
  'by-chat': { provider: 'main', model: 'test-model', api: 'chat' },
  'by-responses': { provider: 'main', model: 'test-model', api: 'responses' },
  '*': 'main',
};
