import type { DeepReadonly } from '@gw/core';
import { invalidValue, isMembers, type Members, objectsIn, present } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import { convertFormat } from './convert-format.ts';
import { convertThinking } from './convert-thinking.ts';
import { drawsPictures } from './convert-tools.ts';
import type { GenerateContentRequest, GenerationConfig } from './gemini-api.ts';
import type { RequestContext } from './request-context.ts';

type Request = DeepReadonly<ResponsesRequest>;

/** How the model answers, in Gemini's names. What was written in those wins: overrides are. */
export function convertSettings(request: Request, context: RequestContext): GenerationConfig {
  const { text, reasoning, max_output_tokens, temperature, top_p } = request;
  const { presence_penalty, frequency_penalty } = request;
  const { stop, seed, top_k, generationConfig } = request as Members;
  const ours = present({
    temperature,
    topP: top_p,
    topK: top_k,
    seed,
    presencePenalty: presence_penalty || null,
    frequencyPenalty: frequency_penalty || null,
    maxOutputTokens: max_output_tokens,
    stopSequences: toStopSequences(stop),
    ...logprobsOf(request),
    ...convertFormat(text?.format, context),
    thinkingConfig: convertThinking(reasoning, context),
    ...picturesOf(request, context),
  });
  if (text?.verbosity != null) context.warn('"text.verbosity" was left out: Gemini has none.');
  return { ...ours, ...(isMembers(generationConfig) ? generationConfig : {}) } as GenerationConfig;
}

function toStopSequences(stop: unknown): string[] | undefined {
  if (stop == null) return undefined;
  const texts = Array.isArray(stop) ? stop : [stop];
  if (!texts.every((text) => typeof text === 'string')) {
    throw invalidValue('stop', 'expected a string or a list of strings.');
  }
  return texts.length > 0 ? texts : undefined;
}

/** Whether the client wants to know what the model might have said. */
export function asksForLogprobs({ include, top_logprobs }: Request): boolean {
  return Boolean(include?.includes('message.output_text.logprobs')) || (top_logprobs ?? 0) > 0;
}

function logprobsOf(request: Request): GenerationConfig {
  if (!asksForLogprobs(request)) return {};
  const { top_logprobs } = request;
  return { responseLogprobs: true, ...(top_logprobs && { logprobs: top_logprobs }) };
}

/** @see https://ai.google.dev/gemini-api/docs/image-generation */
function picturesOf({ tools }: Request, { warn }: RequestContext): GenerationConfig {
  const tool = objectsIn(tools).find(drawsPictures);
  if (!tool) return {};
  const { type: _, size, ...others } = tool;
  const left = Object.keys(present(others));
  if (left.length > 0) warn(`Settings of "image_generation" were left out: ${left.join(', ')}.`);
  const aspectRatio = toAspectRatio(size);
  return {
    responseModalities: ['TEXT', 'IMAGE'],
    ...(aspectRatio !== undefined && { imageConfig: { aspectRatio } }),
  };
}

const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

/** The nearest shape that Gemini draws: `1536x1024` → `3:2`; `undefined` for `auto`. */
export function toAspectRatio(size: unknown): string | undefined {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(String(size)) ?? [];
  const wanted = Math.log(Number(width) / Number(height));
  if (!Number.isFinite(wanted)) return undefined;
  const distance = (ratio: string) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down) - wanted);
  };
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}

/** Queues that both know; the standard one needs no word. */
export function convertServiceTier(
  { service_tier: tier, serviceTier }: Members,
  { warn }: RequestContext,
): Pick<GenerateContentRequest, 'serviceTier'> {
  if (typeof serviceTier === 'string') return { serviceTier } as { serviceTier: 'flex' };
  if (tier === 'flex' || tier === 'priority') return { serviceTier: tier };
  const isStandard = tier == null || tier === 'auto' || tier === 'default';
  if (!isStandard) warn('"service_tier" was left out: Gemini has flex and priority only.');
  return {};
}
