import OpenAI from 'openai';
import type { Upstream } from '../upstream.ts';

/** The official client, pointed at an upstream: what it accepts, the wire allows. */
export function createClient(upstream: Upstream): OpenAI {
  return new OpenAI({ baseURL: upstream.url, apiKey: 'sk-test', maxRetries: 0 });
}

/** A function tool with one text argument. */
export function functionTool(name: string, argument: string) {
  return {
    type: 'function' as const,
    function: {
      name,
      parameters: { type: 'object', properties: { [argument]: { type: 'string' } } },
    },
  };
}
