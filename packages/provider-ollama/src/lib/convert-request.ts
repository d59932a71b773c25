import type { DeepReadonly } from '@gw/core';
import type { ChatRequest } from '@gw/schema';
import { convertFormat } from './convert-format.ts';
import { convertMessages } from './convert-messages.ts';
import { convertOptions } from './convert-options.ts';
import { convertTools } from './convert-tools.ts';
import { present } from './is-object.ts';
import { defaultThinkLevels, mapThink } from './map-think.ts';
import type { OllamaChatRequest } from './ollama-api.ts';
import type { Warn } from './refuse.ts';
import type { OllamaProviderSettings } from './settings.ts';
import { unreadMembers } from './sort-members.ts';

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
  { options, keepAlive, thinkLevels = defaultThinkLevels }: RequestSettings,
  warn: Warn,
): OllamaChatRequest {
  const { model, messages, tools, tool_choice, response_format, reasoning_effort } = request;
  const own = unreadMembers(request as Readonly<Record<string, unknown>>, warn);
  const effort = own.think === undefined ? reasoning_effort : undefined;
  return present({
    model,
    messages: convertMessages(messages, warn),
    stream,
    tools: convertTools(tools, tool_choice, warn),
    format: convertFormat(response_format),
    think: mapThink(effort, model, thinkLevels, warn),
    keep_alive: keepAlive,
    options: convertOptions(request, options),
    ...own,
  });
}
