import type { DeepReadonly } from '@gw/core';
import { isMembers, present, unsupported } from '@gw/provider-utils';
import type { ChatMessage } from '@gw/schema';
import { convertContent } from './convert-content.ts';
import { convertFunctionCall, convertToolCalls } from './convert-tool-calls.ts';
import type { OllamaMessage, OllamaToolCall } from './ollama-api.ts';
import type { RequestContext, Warn } from './request-context.ts';

/** A message as it came: whatever its role promises may be missing. */
type Message = Readonly<Record<string, unknown>>;

/** Which function each call was of: results name only the call. */
type CallNames = Map<unknown, string>;

/**
 * The conversation in Ollama's messages, one for one.
 * @throws {GatewayError} naming the field that Ollama cannot carry: `messages[2].content[0].type`.
 */
export function convertMessages(
  messages: DeepReadonly<ChatMessage[]>,
  context: RequestContext,
): OllamaMessage[] {
  const names: CallNames = new Map();
  return messages.map((message, index) => {
    const param = `messages[${index}]`;
    const given = message as Message;
    if (given.role !== 'function' && given.name)
      context.warn(`Ollama does not know "${param}.name"; it was left out.`);
    return present(convertMessage(given, param, names, context));
  });
}

function convertMessage(
  message: Message,
  param: string,
  names: CallNames,
  context: RequestContext,
): OllamaMessage {
  const said = () => convertContent(message.content, `${param}.content`, context);
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', ...said() };
    case 'user':
      return { role: 'user', ...said() };
    case 'assistant':
      return convertAnswer(message, param, names, context);
    case 'tool':
      return { role: 'tool', ...said(), ...resultOf(message.tool_call_id, names) };
    case 'function':
      return { role: 'tool', ...said(), tool_name: String(message.name) };
    default:
      throw unsupported(`${param}.role`, `Ollama has no messages of role "${message.role}".`);
  }
}

/** Models are told the function; which call it was matters to some of the newer ones. */
function resultOf(id: unknown, names: CallNames) {
  const known = typeof id === 'string' ? id : undefined;
  return { tool_name: names.get(id), tool_call_id: known };
}

function convertAnswer(
  message: Message,
  param: string,
  names: CallNames,
  context: RequestContext,
): OllamaMessage {
  if (message.audio) throw unsupported(`${param}.audio`, 'Ollama has no messages of sound.');
  const said = convertContent(message.content, `${param}.content`, context);
  const calls = callsOf(message, param);
  for (const { id, function: called } of calls) names.set(id, called.name);
  return {
    role: 'assistant',
    ...said,
    content: said.content || textOf(message.refusal) || '',
    thinking: thinkingOf(message, param, context.warn),
    tool_calls: calls.length > 0 ? calls : undefined,
  };
}

function callsOf(message: Message, param: string): OllamaToolCall[] {
  const calls = convertToolCalls(message.tool_calls, `${param}.tool_calls`);
  if (calls.length > 0 || !isMembers(message.function_call)) return calls;
  return [{ function: convertFunctionCall(message.function_call, `${param}.function_call`) }];
}

/**
 * Models that think want their thoughts back, and theirs alone: Ollama gives no details, so what has
 * some was another vendor's.
 */
function thinkingOf(message: Message, param: string, warn: Warn): string | undefined {
  const details = message.reasoning_details;
  if (Array.isArray(details) && details.length > 0) {
    warn(`"${param}.reasoning_details" are another vendor's; what was thought there was left out.`);
    return undefined;
  }
  return textOf(message.reasoning_content) ?? textOf(message.reasoning);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
