import type { DeepReadonly } from '@gw/core';
import { isMembers, present } from '@gw/provider-utils';
import type { ChatRequest } from '@gw/schema';
import type { OllamaOptions } from './ollama-api.ts';

/**
 * Model options that requests and overrides may also name at the top, as on other servers.
 * @see https://docs.ollama.com/modelfile#valid-parameters-and-values
 */
export const optionNames: readonly string[] = [
  'num_keep',
  'num_predict',
  'top_k',
  'min_p',
  'typical_p',
  'tfs_z',
  'repeat_last_n',
  'repeat_penalty',
  'penalize_newline',
  'mirostat',
  'mirostat_tau',
  'mirostat_eta',
  'num_ctx',
  'num_batch',
  'num_gpu',
  'main_gpu',
  'num_thread',
  'use_mmap',
];

type Request = DeepReadonly<ChatRequest>;

/**
 * The model options of one request. What stands nearer to it wins: its own `options` over members of
 * its top over the settings.
 * @param defaults of the settings.
 */
export function convertOptions(request: Request, defaults: OllamaOptions = {}) {
  const { options } = request as { readonly options?: unknown };
  const merged = { ...defaults, ...sampling(request), ...(isMembers(options) && options) };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function sampling(request: Request): OllamaOptions {
  const own = request as Readonly<Record<string, unknown>>;
  const { temperature, top_p, seed, presence_penalty, frequency_penalty, stop } = request;
  const named = Object.fromEntries(optionNames.map((name) => [name, own[name] ?? undefined]));
  return present({
    temperature: temperature ?? undefined,
    top_p: top_p ?? undefined,
    seed: seed ?? undefined,
    presence_penalty: presence_penalty ?? undefined,
    frequency_penalty: frequency_penalty ?? undefined,
    // The server takes a list only.
    stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    ...named,
    num_predict: limitOf(request) ?? named.num_predict,
  });
}

function limitOf({ max_completion_tokens, max_tokens }: Request): number | undefined {
  return max_completion_tokens ?? max_tokens ?? undefined;
}
