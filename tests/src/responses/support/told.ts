import type { RecordedRequest } from '@gw/testkit/upstream';

type Loose = Readonly<Record<string, unknown>>;

/**
 * What an upstream was told, whichever api it speaks, one line each: `user: hi`, `assistant: hello`,
 * `call get_weather`, `output of call_1: 21`. Instructions are lines of the system's.
 */
export function toldTo(request: RecordedRequest | undefined): string[] {
  const { messages, input, instructions } = (request?.json ?? {}) as Loose;
  if (messages !== undefined) return listOf(messages).flatMap(tellMessage);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input);
  const system = typeof instructions === 'string' ? [`system: ${instructions}`] : [];
  return [...system, ...items.flatMap(tellItem)];
}

function tellMessage(message: Loose): string[] {
  const { role, content, tool_call_id, tool_calls } = message;
  if (role === 'tool') return [`output of ${tool_call_id}: ${textOf(content)}`];
  const calls = listOf(tool_calls).map((call) => `call ${(call.function as Loose).name}`);
  return [...(textOf(content) === '' ? [] : [`${role}: ${textOf(content)}`]), ...calls];
}

function tellItem(item: Loose): string[] {
  const { type, role, content, call_id, output, name } = item;
  if (type === 'function_call') return [`call ${name}`];
  if (type === 'function_call_output') return [`output of ${call_id}: ${textOf(output)}`];
  if (type === 'reasoning') return [];
  return [`${role}: ${textOf(content)}`];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map(({ text, refusal }) => text ?? refusal)
    .join('');
}

function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value : [];
}
