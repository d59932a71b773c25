import type { DeepReadonly } from '@gw/core';
import { type MediaAt, present } from '@gw/provider-utils';
import type { ChatRequest } from '@gw/schema';
import { convertFormat } from './convert-format.ts';
import { convertMessages } from './convert-messages.ts';
import { convertOptions } from './convert-options.ts';
import { convertTools } from './convert-tools.ts';
import { defaultThinkLevels, mapThink } from './map-think.ts';
import type { OllamaChatRequest } from './ollama-api.ts';
import type { OllamaProviderSettings } from './settings.ts';
import { unreadMembers } from './sort-members.ts';

/** A request as Ollama gets it, and what was not done as asked. */
export interface ConvertedRequest {
  readonly body: OllamaChatRequest;
  readonly warnings: readonly string[];
}

/** What of the settings is about requests. */
export type RequestSettings = Pick<OllamaProviderSettings, 'options' | 'keepAlive' | 'thinkLevels'>;

/**
 * A chat request in Ollama's words. Members that are Ollama's own already win over what was converted.
 * @param stream whether the client asked for one: the server streams unless it is told not to.
 * @throws {GatewayError} naming the field that Ollama cannot carry.
 */
export function convertRequest(
  request: DeepReadonly<ChatRequest>,
  stream: boolean,
  settings: RequestSettings,
  mediaAt: MediaAt,
): ConvertedRequest {
  const { options, keepAlive, thinkLevels = defaultThinkLevels } = settings;
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const { model, messages, tools, tool_choice, response_format, reasoning_effort } = request;
  const own = unreadMembers(request as Readonly<Record<string, unknown>>, warn);
  const effort = own.think === undefined ? reasoning_effort : undefined;
  const body = present({
    model,
    messages: convertMessages(messages, { mediaAt, warn }),
    stream,
    tools: convertTools(tools, tool_choice, warn),
    format: convertFormat(response_format),
    think: mapThink(effort, model, thinkLevels, warn),
    keep_alive: keepAlive,
    options: convertOptions(request, options),
    ...own,
  });
  return { body, warnings };
}
