import type { HttpProviderSettings } from './settings.ts';

/**
 * Settings for well-known servers, to be spread: `createHttpProvider({ ...presets.vllm, baseUrl })`.
 * Each says what its server's own documentation promises, and the quirks that are known of it.
 */
export const presets = {
  /**
   * Counts `content_index` up, begins messages under the id of their reasoning, has `null` members.
   * @see https://docs.vllm.ai/en/stable/serving/online_serving.html
   * @see https://github.com/vllm-project/vllm/issues/45742
   * @see https://github.com/vllm-project/vllm/pull/35184
   */
  vllm: {
    id: 'vllm',
    apis: ['chat', 'responses', 'embeddings'],
    quirks: ['content_index', 'lifecycle', 'missing_fields'],
  },
  /**
   * Documents `max_tokens` only; opens no part for the summary of its reasoning.
   * @see https://docs.ollama.com/api/openai-compatibility
   * @see https://github.com/can1357/oh-my-pi/issues/8696
   */
  ollama: {
    id: 'ollama',
    apis: ['chat', 'responses', 'embeddings'],
    quirks: ['max_tokens', 'lifecycle'],
  },
  /**
   * Leaves out `annotations`.
   * @see https://lmstudio.ai/docs/api/openai-api
   * @see https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1089
   */
  lmStudio: {
    id: 'lmstudio',
    apis: ['chat', 'responses', 'embeddings'],
    quirks: ['missing_fields'],
  },
  /**
   * Leaves out `output_index` and the ids of calls.
   * @see https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
   * @see https://github.com/ggml-org/llama.cpp/issues/20607
   */
  llamaCpp: {
    id: 'llamacpp',
    apis: ['chat', 'responses', 'embeddings'],
    quirks: ['lifecycle', 'missing_fields'],
  },
  /** @see https://openrouter.ai/docs/api-reference/overview */
  openRouter: {
    id: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    apis: ['chat', 'responses', 'embeddings'],
  },
  /**
   * Refuses thoughts in messages, its own too.
   * @see https://console.groq.com/docs/responses-api
   * @see https://github.com/janhq/jan/issues/8136
   */
  groq: {
    id: 'groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    apis: ['chat', 'responses'],
    quirks: ['strict_messages'],
  },
} as const satisfies Readonly<Record<string, HttpProviderSettings>>;
