import {
  faultIf,
  foreignThoughts,
  type Judge,
  listOf,
  type Members,
  repeatedIn,
  tokenOf,
  toolName,
  unknownMembers,
} from './judge.ts';

const requestMembers =
  'model input instructions stream stream_options store include reasoning tools tool_choice ' +
  'parallel_tool_calls max_output_tokens temperature top_p metadata text truncation user ' +
  'prompt_cache_key safety_identifier service_tier top_logprobs';

/** Members by an item's type, and how its id begins. */
const kinds: Readonly<Record<string, readonly [members: string, prefix: string]>> = {
  message: ['type id role content status phase', 'msg_'],
  reasoning: ['type id summary content encrypted_content status', 'rs_'],
  function_call: ['type id call_id name arguments status namespace', 'fc_'],
  function_call_output: ['type id call_id output status', 'fc'],
};

const parts: Readonly<Record<string, string>> = {
  input_text: 'type text prompt_cache_breakpoint',
  input_image: 'type image_url detail file_id prompt_cache_breakpoint',
  input_file: 'type file_data file_url filename file_id detail prompt_cache_breakpoint',
  output_text: 'type text annotations logprobs',
  refusal: 'type refusal',
};

/**
 * A server of the Responses API that keeps nothing.
 * @see https://developers.openai.com/api/reference/resources/responses/methods/create
 * @see https://developers.openai.com/api/docs/guides/reasoning#encrypted-reasoning-items
 * @see https://developers.openai.com/api/docs/guides/function-calling
 */
export const judgeResponses: Judge = (body, issued) => {
  const items = listOf(body.input);
  const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]));
  return [
    ...unknownMembers(body, requestMembers, 'request'),
    ...faultIf(body.store !== false, 'store: nothing may be kept here'),
    ...items.flatMap((item, place) => judgeItem(item, `input[${place}]`)),
    ...judgeCalls(items),
    ...repeatedIn(ids).map((id) => `input: two items have the id ${id}`),
    ...foreignThoughts(responsesThoughts(body), issued),
  ];
};

/** An encrypted thought, and what it must stand in front of. */
export function responsesThoughts(body: Members): string[] {
  return listOf(body.input).flatMap((item, place, all) =>
    item.type === 'reasoning' ? [thoughtOf(item, all[place + 1])] : [],
  );
}

/** A thought is known by its id and its content; what it led to by what is said in it. */
export function thoughtOf(item: Members, next: Members | undefined): string {
  const led = next?.call_id ?? listOf(next?.content).map(({ text }) => text);
  return tokenOf(item.id, item.encrypted_content, led);
}

function judgeItem(item: Members, where: string): string[] {
  const type = item.type ?? 'message';
  const kind = kinds[String(type)];
  if (!kind) return [`${where}.type: ${type}`];
  const [members, prefix] = kind;
  return [
    ...unknownMembers(item, members, where),
    ...faultIf(Object.values(item).includes(null), `${where}: holds a null`),
    ...faultIf(
      item.id !== undefined && !String(item.id).startsWith(prefix),
      `${where}.id: ${item.id} must begin with ${prefix}`,
    ),
    ...faultIf(type === 'reasoning' && !item.encrypted_content, `${where}: is not found`),
    ...faultIf(
      type === 'function_call' && !toolName.test(String(item.name)),
      `${where}.name: ${item.name}`,
    ),
    ...faultIf('call_id' in item && !isCallId(item.call_id), `${where}.call_id: ${item.call_id}`),
    ...listOf(item.content ?? item.output).flatMap((part) => judgePart(part, item, where)),
  ];
}

function isCallId(id: unknown): boolean {
  return typeof id === 'string' && id.length > 0 && id.length <= 64;
}

function judgePart(part: Members, { role, type }: Members, where: string): string[] {
  const known = parts[String(part.type)];
  if (type === 'reasoning') return [];
  const isOutput = part.type === 'output_text' || part.type === 'refusal';
  if (!known || isOutput !== (role === 'assistant')) return [`${where}: holds a ${part.type}`];
  return unknownMembers(part, known, where);
}

/** Every call has its output behind it, and every output its call in front of it. */
function judgeCalls(items: readonly Members[]): string[] {
  const open = new Set<unknown>();
  const faults: string[] = [];
  for (const { type, call_id: id } of items) {
    if (type === 'function_call') open.add(id);
    if (type === 'function_call_output' && !open.delete(id)) {
      faults.push(`No tool call found for function call output with call_id ${id}.`);
    }
  }
  return [...faults, ...[...open].map((id) => `No tool output found for function call ${id}.`)];
}
