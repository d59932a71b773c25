import { createId, GatewayError } from '@gw/core';
import { objectsIn, textOf } from '@gw/provider-utils';
import type { ChatCompletion, ChatUsage } from '@gw/schema';
import type { AcmeAnswer } from './acme-api.ts';
import { mapEndReason } from './map-end-reason.ts';

/** What all chunks of an answer, or the whole of it, begin with. */
export function createHead(model: string) {
  return { id: createId('chatcmpl'), created: Math.floor(Date.now() / 1000), model };
}

/** @throws {GatewayError} `upstream_invalid_response` for JSON that is no answer. */
export function convertResponse(
  answer: AcmeAnswer,
  provider: string,
  model: string,
): ChatCompletion {
  if (typeof answer.ended !== 'string') throw noAnswer(provider);
  const calls = objectsIn(answer.calls).map(convertCalled);
  const usage = convertUsage(answer.counts);
  return {
    ...createHead(model),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: textOf(answer.text) || (calls.length > 0 ? null : ''),
          refusal: null,
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        finish_reason: mapEndReason(answer.ended, calls.length > 0),
        logprobs: null,
      },
    ],
    ...(usage && { usage }),
  };
}

/** Clients expect the arguments as text, and an id under which they can file the result. */
export function convertCalled(call: Readonly<Record<string, unknown>>) {
  return {
    id: textOf(call.id) || createId('call'),
    type: 'function' as const,
    function: { name: textOf(call.tool), arguments: JSON.stringify(call.input ?? {}) },
  };
}

/** @returns `undefined` where it was not counted. */
export function convertUsage(counts: AcmeAnswer['counts']): ChatUsage | undefined {
  const { in: read, out: written } = counts ?? {};
  if (typeof read !== 'number' || typeof written !== 'number') return undefined;
  return { prompt_tokens: read, completion_tokens: written, total_tokens: read + written };
}

function noAnswer(provider: string): GatewayError {
  const message = `The upstream "${provider}" sent JSON that is no answer of Acme's API.`;
  return new GatewayError('upstream_invalid_response', message);
}
