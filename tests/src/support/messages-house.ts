import Anthropic, { APIError, type ClientOptions } from '@anthropic-ai/sdk';
import type { ApiName } from '@gw/core';
import { describe, expect } from 'vitest';
import { type House, type HouseOptions, openHouse } from './house.ts';

/** What a model's upstream speaks. */
export type Wire = 'messages' | 'responses' | 'chat';

const wires: readonly Wire[] = ['messages', 'responses', 'chat'];

const apisOf: Readonly<Record<Wire, readonly ApiName[]>> = {
  messages: ['messages', 'count_tokens'],
  responses: ['responses', 'input_tokens'],
  chat: ['chat'],
};

/** The same tests over every upstream: `onEveryWire('tools', (wire) => …)` */
export function onEveryWire(name: string, tests: (wire: Wire) => void): void {
  describe.each(wires)(`${name}, on %s`, tests);
}

/** A house whose client speaks Anthropic's api. */
export interface MessagesHouse extends House {
  /** Anthropic's own client. Without retries of its own. */
  readonly anthropic: Anthropic;
  /** Another one. */
  anthropicClient(options?: ClientOptions): Anthropic;
}

/** A house with one upstream; with several where wires are given by their provider's id. */
export async function openMessagesHouse(
  wire: Wire | Readonly<Record<string, Wire>>,
  {
    provider,
    ...options
  }: Omit<HouseOptions, 'provider' | 'providerIds'> & { provider?: object } = {},
): Promise<MessagesHouse> {
  const byId = typeof wire === 'string' ? { main: wire } : wire;
  const house = await openHouse({
    ...options,
    providerIds: Object.keys(byId),
    provider: (id) => ({ apis: apisOf[byId[id] ?? 'messages'], ...provider }),
  });
  const anthropicClient = (more?: ClientOptions) =>
    new Anthropic({ baseURL: house.origin, apiKey: 'sk-client', maxRetries: 0, ...more });
  return { ...house, anthropicClient, anthropic: anthropicClient() };
}

export const request = {
  model: 'test-model',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'one two three' }],
};

/** What Anthropic's client throws. */
export async function refusalOf(promise: Promise<unknown>): Promise<APIError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(APIError);
  return thrown as APIError;
}

/** What a message says, all its blocks together. */
export function textIn({ content }: Pick<Anthropic.Message, 'content'>): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

export function callsIn({ content }: Pick<Anthropic.Message, 'content'>): Anthropic.ToolUseBlock[] {
  return content.filter((block) => block.type === 'tool_use');
}
