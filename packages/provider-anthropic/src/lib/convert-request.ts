import type { DeepReadonly } from '@gw/core';
import { invalidType, isMembers, type MediaAt, type Members, present } from '@gw/provider-utils';
import type {
  InputTokensRequest,
  MessagesOutputConfig,
  MessagesRequest,
  ResponsesRequest,
} from '@gw/schema';
import { convertPrompt } from './convert-prompt.ts';
import {
  convertFormat,
  convertSampling,
  convertStop,
  convertTier,
  convertUser,
  warnOfVerbosity,
} from './convert-settings.ts';
import { convertThinking } from './convert-thinking.ts';
import { isForced } from './convert-tool-choice.ts';
import { type Effort, traitsOf } from './model-traits.ts';
import { otherMembers } from './other-members.ts';
import type { AnthropicProviderSettings } from './settings.ts';

/** A request as Anthropic gets it, and what had to be left out of it. */
export interface ConvertedRequest {
  readonly request: MessagesRequest;
  readonly warnings: readonly string[];
}

type Defaults = Pick<AnthropicProviderSettings, 'defaultMaxTokens' | 'promptCaching'>;

export interface ConvertingOptions extends Defaults {
  readonly mediaAt: MediaAt;
}

/**
 * A Responses request for the Messages API. State has been resolved: the input is the whole
 * conversation.
 * @throws {GatewayError} `unsupported_parameter` naming what Anthropic cannot be told; `invalid_value`,
 * `invalid_type` or `missing_required_parameter` for what has no meaning.
 */
export function convertRequest(
  source: DeepReadonly<ResponsesRequest | InputTokensRequest>,
  model: string,
  { mediaAt, defaultMaxTokens = 32_000, promptCaching }: ConvertingOptions,
): ConvertedRequest {
  const body = source as Members;
  const warnings = new Set<string>();
  const warn = (message: string) => void warnings.add(message);
  const traits = traitsOf(model);
  const passed = otherMembers(body, warn);
  const prompt = convertPrompt(body, traits, { mediaAt, warn });
  const max_tokens = tokensOf(body) ?? defaultMaxTokens;
  const { messages, tool_choice } = prompt;
  const obstacles = { messages, maxTokens: max_tokens, isForced: isForced(tool_choice) };
  const thought = convertThinking(body.reasoning, { traits, ...obstacles, warn });
  const { thinking = thought.thinking } = passed as Pick<MessagesRequest, 'thinking'>;
  warnOfVerbosity(body.text, warn);
  const request: MessagesRequest = {
    model,
    max_tokens,
    ...prompt,
    ...present({ thinking }),
    ...outputConfig(body, thought.effort),
    ...convertSampling(body, traits, thinking?.type === 'enabled', warn),
    ...convertStop(body),
    ...convertTier(body.service_tier, warn),
    ...convertUser(body),
    ...cacheSettings(promptCaching),
    ...(body.stream === true && { stream: true }),
    ...passed,
  };
  return { request, warnings: [...warnings] };
}

/** Anthropic's own name comes from a target's overrides, and those decide. */
function tokensOf({ max_tokens, max_output_tokens }: Members): number | undefined {
  const limit = max_tokens ?? max_output_tokens;
  if (limit == null || typeof limit === 'number') return limit ?? undefined;
  throw invalidType('max_output_tokens', 'a number');
}

function outputConfig({ text, output_config }: Members, effort: Effort | undefined) {
  const own: MessagesOutputConfig = present({ effort, format: convertFormat(text) });
  const config = { ...own, ...(isMembers(output_config) && output_config) };
  return Object.keys(config).length > 0 ? { output_config: config } : {};
}

/** @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#automatic-caching */
function cacheSettings(ttl: Defaults['promptCaching']): Pick<MessagesRequest, 'cache_control'> {
  return ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl } };
}

/** What a request that is only counted may say. */
const counted = [
  'model',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
  'speed',
] as const;

/** The same request, to be counted. @see https://platform.claude.com/docs/en/api/messages/count_tokens */
export function toCountRequest(request: MessagesRequest): Members {
  const members = request as unknown as Members;
  return present(Object.fromEntries(counted.map((name) => [name, members[name]])));
}
