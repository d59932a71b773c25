import { invalidValue, isMembers, unsupported } from '@gw/provider-utils';
import type { OllamaToolCall } from './ollama-api.ts';

/**
 * The calls of an earlier answer. Chat has arguments as text, Ollama as an object.
 * @param param where they stand: `messages[1].tool_calls`.
 * @throws {GatewayError} `unsupported_parameter` for calls of another kind, `invalid_value` for those
 * without a name.
 */
export function convertToolCalls(calls: unknown, param: string): OllamaToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.map((call, index) => convertCall(call, `${param}[${index}]`));
}

function convertCall(call: unknown, param: string): OllamaToolCall {
  const { id, type = 'function', function: called, custom } = isMembers(call) ? call : {};
  const known = typeof id === 'string' && { id };
  if (type === 'function' && isMembers(called)) {
    return { ...known, function: convertFunctionCall(called, `${param}.function`) };
  }
  if (type !== 'custom' || !isMembers(custom)) {
    throw unsupported(`${param}.type`, 'Ollama knows calls of functions only.');
  }
  // Made by another model: that it was free text no longer matters.
  const { name, input } = custom;
  return { ...known, function: { name: nameOf(name, `${param}.custom`), arguments: { input } } };
}

/** `{ name, arguments: "{…}" }` with its arguments as an object. */
export function convertFunctionCall(
  { name, arguments: text }: Readonly<Record<string, unknown>>,
  param: string,
): OllamaToolCall['function'] {
  return { name: nameOf(name, param), arguments: parseArguments(text) };
}

function nameOf(name: unknown, param: string): string {
  if (typeof name === 'string' && name !== '') return name;
  throw invalidValue(`${param}.name`, 'a call needs the name of its function.');
}

/**
 * Ollama wants an object. Models that want nothing write nothing; another model may have written
 * something else, or have been cut off in the middle, and this one should see what it was.
 */
function parseArguments(text: unknown): OllamaToolCall['function']['arguments'] {
  if (text === undefined || text === null || text === '') return {};
  const value = parseOr(text);
  return isMembers(value) ? value : { arguments: value };
}

function parseOr(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}
