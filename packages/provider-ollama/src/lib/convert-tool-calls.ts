import { isObject } from './is-object.ts';
import type { OllamaToolCall } from './ollama-api.ts';
import { invalid, unsupported } from './refuse.ts';

/**
 * The calls of an earlier answer. Chat has arguments as text, Ollama as an object.
 * @param param where they stand: `messages[1].tool_calls`.
 * @throws {GatewayError} `invalid_value` naming arguments that are no JSON object.
 */
export function convertToolCalls(calls: unknown, param: string): OllamaToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.map((call, index) => convertCall(call, `${param}[${index}]`));
}

function convertCall(call: unknown, param: string): OllamaToolCall {
  const { id, type = 'function', function: called, custom } = isObject(call) ? call : {};
  const known = typeof id === 'string' && { id };
  if (type === 'function' && isObject(called)) {
    return { ...known, function: convertFunctionCall(called, `${param}.function`) };
  }
  if (type !== 'custom' || !isObject(custom)) {
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
  return { name: nameOf(name, param), arguments: parseArguments(text, `${param}.arguments`) };
}

function nameOf(name: unknown, param: string): string {
  if (typeof name === 'string' && name !== '') return name;
  throw invalid(`${param}.name`, 'A call needs the name of its function.');
}

/** Models that want nothing write nothing. */
function parseArguments(text: unknown, param: string): OllamaToolCall['function']['arguments'] {
  if (text === undefined || text === null || text === '') return {};
  const value = parse(text);
  if (isObject(value)) return value;
  throw invalid(param, 'Ollama takes the arguments of a call as a JSON object; this text is none.');
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
