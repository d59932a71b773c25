import type { ChatRequest, EmbeddingsResponse } from '@gw/schema';
import { chatFrames } from '../answers/chat-chunks.ts';
import { chatCompletion } from '../answers/chat-completion.ts';
import type { ChatPlan } from '../answers/chat-plan.ts';
import { modelList } from '../answers/models.ts';
import { errorEventInside200 } from '../behaviours/error-event.ts';
import { respond, status } from '../behaviours/respond.ts';
import { stream } from '../behaviours/stream.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import { images } from './openai-images.ts';
import { responsesAnswers } from './openai-responses.ts';
import type {
  ChatAnswer,
  EmbeddingsAnswer,
  ProviderWire,
  RefusalFields,
  ReplyKind,
} from './provider-wire.ts';

/**
 * OpenAI's wire, which most upstreams speak.
 * @see https://platform.openai.com/docs/api-reference
 */
export function openaiWire(): ProviderWire {
  return {
    isNative: true,
    answers: {
      chat,
      embeddings,
      images,
      ...responsesAnswers,
      models: (ids) => respond({ json: modelList(ids) }),
    },
    refusal,
    refusalFields: ['type', 'param', 'code'],
    errorInStream: (message) => errorEventInside200({ afterFrames: 1, error: { message } }),
  };
}

function chat(answer: ChatAnswer, kind: ReplyKind): Behaviour {
  return (steps, received, context) => {
    const request = received.json as ChatRequest;
    const plan = toPlan(answer, request.model);
    const behaviour =
      kind === 'json'
        ? respond({ json: chatCompletion(plan, request) })
        : stream(chatFrames(plan, request));
    return behaviour(steps, received, context);
  };
}

function toPlan(
  { text: tokens, toolCalls, usage, ...answer }: ChatAnswer,
  model: string,
): ChatPlan {
  const { input: prompt_tokens, output: completion_tokens } = usage;
  const calls = toolCalls.map(({ id, ...called }) => ({
    id,
    type: 'function' as const,
    function: called,
  }));
  return {
    id: 'chatcmpl-suite',
    model,
    choices: [{ index: 0, tokens, toolCalls: calls, finishReason: answer.finishReason }],
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
  };
}

function embeddings({ vectors, tokens }: EmbeddingsAnswer): Behaviour {
  return (steps, received, context) => {
    const { model, encoding_format } = received.json as { model: string; encoding_format?: string };
    const encode =
      encoding_format === 'base64' ? toBase64 : (vector: readonly number[]) => [...vector];
    const json: EmbeddingsResponse = {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encode(vector),
      })),
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    };
    return respond({ json })(steps, received, context);
  };
}

/** 32-bit floats, little-endian. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes.toString('base64');
}

function refusal(code: number, { retryAfterSeconds, ...error }: RefusalFields): Behaviour {
  return status(code, {
    ...error,
    ...(retryAfterSeconds !== undefined && { retryAfter: retryAfterSeconds }),
  });
}
