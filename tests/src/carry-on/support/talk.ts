import type { Gateway } from '@gw/core';
import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { expect } from 'vitest';

/** What a client was told in one turn. */
export interface Told {
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string }[];
}

/** What a tool gave back. */
export interface Output {
  readonly id: string;
  readonly text: string;
  /** Base64. Default: none. */
  readonly picture?: string;
}

/** A client in a conversation: it hands back all that it was given. */
export interface Talk {
  /** Lets a model go on from what was said. */
  next(model: string): Promise<Told>;
  answer(outputs: readonly Output[]): void;
  say(text: string): void;
}

export interface TalkOptions {
  readonly gateway: Gateway;
  readonly isStream: boolean;
}

/** Tools in no api's shape. */
export const tools = [
  {
    name: 'weather',
    description: 'Looks out of the window.',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'array', items: { type: 'integer' } },
      },
      required: ['city'],
    },
  },
  { name: 'time', description: 'Tells it.', parameters: { type: 'object', properties: {} } },
] as const;

/**
 * The text of a good reply.
 * @throws {Error} with the text of another.
 */
export async function post(gateway: Gateway, path: string, body: object): Promise<string> {
  const request = new Request(`http://localhost${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const response = await gateway.fetch(request);
  const text = await response.text();
  if (response.status === 200) return text;
  throw new Error(`${response.status}: ${text}`);
}

/** The response that a valid stream ends with. */
export function responseIn(text: string): unknown {
  const { events, violations } = readSseStream(text);
  expect([...violations, ...validateResponsesStream(events)]).toEqual([]);
  return (events.at(-1) as { readonly response?: unknown }).response;
}
