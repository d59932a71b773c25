import type { JsonName } from './scenario.ts';

/** Whole replies by name, written once. */
export function createJsonReplies(): Readonly<Record<JsonName, Buffer>> {
  return {
    'chat-1k': chatReply(400),
    'chat-10k': chatReply(9_500),
    'chat-1m': chatReply(1_000_000),
    embeddings: embeddingsReply(1_536),
  };
}

/** Text of that many characters, with what JSON has to escape in it. */
export function textOf(length: number): string {
  const sentence = 'The quick "brown" fox jumps over the lazy dog.\n';
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

/** About 600 bytes around its text, as OpenAI's have them. */
function chatReply(length: number): Buffer {
  const message = { role: 'assistant', content: textOf(length), refusal: null, annotations: [] };
  return toJson({
    id: 'chatcmpl-bench0000000000000000000000',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'upstream-model-2026-01-01',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 300,
      completion_tokens: 100,
      total_tokens: 400,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  });
}

function embeddingsReply(dimensions: number): Buffer {
  const embedding = Array.from({ length: dimensions }, (_, at) => Math.sin(at) / 40);
  return toJson({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding }],
    model: 'upstream-model',
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
