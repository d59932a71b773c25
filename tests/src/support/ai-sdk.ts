import { createOpenResponses } from '@ai-sdk/open-responses';
import { createOpenAI } from '@ai-sdk/openai';
import { type LanguageModel, tool } from 'ai';
import { describe } from 'vitest';
import { z } from 'zod';
import type { ResponsesHouse, Way } from './responses-house.ts';

/** Makes the AI SDK's model of a house; its streams are kept. */
export type ModelMaker = (house: ResponsesHouse, model?: string) => LanguageModel;

export const makers = {
  '@ai-sdk/openai': ({ url, fetch }, model = 'test-model') =>
    createOpenAI({ baseURL: url, apiKey: 'sk-client', fetch }).responses(model),
  '@ai-sdk/open-responses': ({ url, fetch }, model = 'test-model') =>
    createOpenResponses({ name: 'gw', url: `${url}/responses`, apiKey: 'sk-client', fetch })(model),
} satisfies Readonly<Record<string, ModelMaker>>;

/** The same tests with both providers, on both ways. */
export function withBothProviders(
  name: string,
  tests: (way: Way, modelOf: ModelMaker) => void,
): void {
  const ways: readonly Way[] = ['native', 'converted'];
  const all = Object.entries(makers).flatMap(([provider, modelOf]) =>
    ways.map((way) => [provider, way, modelOf] as const),
  );
  describe.each(all)(`${name}: %s, %s`, (_, way, modelOf) => tests(way, modelOf));
}

/** A tool that notes what it was asked. */
export function weather(asked: unknown[] = []) {
  return tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute(input) {
      asked.push(input);
      return 'sunny';
    },
  });
}
