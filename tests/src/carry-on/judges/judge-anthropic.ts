import {
  faultIf,
  foreignThoughts,
  type Judge,
  listOf,
  type Members,
  membersOf,
  repeatedIn,
  tokenOf,
  toolName,
  unknownMembers,
} from './judge.ts';

const requestMembers =
  'model messages max_tokens cache_control container inference_geo metadata output_config ' +
  'service_tier stop_sequences stream system temperature thinking tool_choice tools top_k top_p';

/** Members by a block's type. */
const blockMembers: Readonly<Record<string, string>> = {
  text: 'type text cache_control citations',
  image: 'type source cache_control',
  document: 'type source title context citations cache_control',
  thinking: 'type thinking signature',
  redacted_thinking: 'type data',
  tool_use: 'type id name input cache_control caller',
  tool_result: 'type tool_use_id content is_error cache_control',
};

const blocksOfRoles: Readonly<Record<string, readonly string[]>> = {
  user: ['text', 'image', 'document', 'tool_result'],
  assistant: ['text', 'thinking', 'redacted_thinking', 'tool_use'],
};

/**
 * The Messages API, as strict as its documents say. One that thinks within a budget wants its turn to
 * have begun with a thought.
 * @see https://platform.claude.com/docs/en/api/messages/create
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#preserving-thinking-blocks
 */
export const judgeAnthropic: Judge = (body, issued) => {
  const messages = listOf(body.messages);
  const calls = messages.flatMap(callsOf);
  return [
    ...unknownMembers(body, requestMembers, 'request'),
    ...faultIf(typeof body.max_tokens !== 'number', 'max_tokens: is required'),
    ...faultIf(messages[0]?.role !== 'user', 'messages[0].role: must be user'),
    ...listOf(body.tools).flatMap(judgeTool),
    ...messages.flatMap((message, place) => judgeMessage(message, `messages[${place}]`)),
    ...messages.flatMap((_, place) => judgeResults(messages, place)),
    ...repeatedIn(calls.map(({ id }) => id)).map((id) => `tool_use ids must be unique: ${id}`),
    ...foreignThoughts(anthropicThoughts(body), issued),
    ...judgeBeginning(body, messages),
  ];
};

/** A thought with its proof, and the block that it must stand in front of. */
export function anthropicThoughts(body: Members): string[] {
  return listOf(body.messages).flatMap(({ content }) =>
    listOf(content).flatMap((block, place, all) =>
      block.type === 'thinking' || block.type === 'redacted_thinking'
        ? [tokenOf(block, all[place + 1])]
        : [],
    ),
  );
}

function judgeTool(tool: Members, place: number): string[] {
  const where = `tools[${place}]`;
  return [
    ...unknownMembers(tool, 'type name description input_schema strict cache_control', where),
    ...faultIf(!toolName.test(String(tool.name)), `${where}.name: does not match ${toolName}`),
    ...faultIf(
      membersOf(tool.input_schema).type !== 'object',
      `${where}.input_schema: must be an object's`,
    ),
  ];
}

function judgeMessage(message: Members, where: string): string[] {
  const allowed = blocksOfRoles[String(message.role)];
  if (!allowed) return [`${where}.role: must be user or assistant`];
  const blocks = listOf(message.content);
  return [
    ...unknownMembers(message, 'role content', where),
    ...faultIf(blocks.length === 0, `${where}.content: must not be empty`),
    ...blocks.flatMap((block, place) => judgeBlock(block, allowed, `${where}.content[${place}]`)),
  ];
}

function judgeBlock(block: Members, allowed: readonly string[], where: string): string[] {
  const known = blockMembers[String(block.type)];
  if (!known || !allowed.includes(String(block.type))) {
    return [`${where}.type: "${block.type}" may not stand here`];
  }
  return [...unknownMembers(block, known, where), ...judgeValues(block, where)];
}

function judgeValues(block: Members, where: string): string[] {
  switch (block.type) {
    case 'text':
      return faultIf(String(block.text).trim() === '', `${where}.text: must not be empty`);
    case 'image':
      return judgeImage(membersOf(block.source), where);
    case 'tool_use':
      return [
        ...faultIf(!/^[a-zA-Z0-9_-]+$/.test(String(block.id)), `${where}.id: ${block.id}`),
        ...faultIf(!toolName.test(String(block.name)), `${where}.name: ${block.name}`),
        ...faultIf(membersOf(block.input) !== block.input, `${where}.input: must be an object`),
      ];
    case 'tool_result':
      return listOf(block.content).flatMap((part, place) =>
        judgeBlock(part, ['text', 'image', 'document'], `${where}.content[${place}]`),
      );
    default:
      return [];
  }
}

function judgeImage({ type, data, media_type }: Members, where: string): string[] {
  const isGood = type === 'base64' && typeof data === 'string' && typeof media_type === 'string';
  return faultIf(!isGood || String(data).startsWith('data:'), `${where}.source: is no base64`);
}

function callsOf({ role, content }: Members): Members[] {
  return role === 'assistant' ? listOf(content).filter(({ type }) => type === 'tool_use') : [];
}

/** Each call is answered where the very next message begins, and nothing else is. */
function judgeResults(messages: readonly Members[], place: number): string[] {
  const blocks = listOf(messages[place]?.content);
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const ids = results.map(({ tool_use_id }) => tool_use_id);
  const before = messages[place - 1];
  const called = before ? callsOf(before).map(({ id }) => id) : [];
  const where = `messages[${place}]`;
  return [
    ...called.filter((id) => !ids.includes(id)).map((id) => `${where}: no tool_result for ${id}`),
    ...ids.filter((id) => !called.includes(id)).map((id) => `${where}: no tool_use for ${id}`),
    ...repeatedIn(ids).map((id) => `${where}: two tool_results for ${id}`),
    ...faultIf(
      blocks.slice(0, results.length).some(({ type }) => type !== 'tool_result'),
      `${where}: tool_results must come first`,
    ),
    ...faultIf(
      place === messages.length - 1 && callsOf(messages[place] ?? {}).length > 0,
      `${where}: its calls are not answered`,
    ),
  ];
}

function judgeBeginning({ thinking }: Members, messages: readonly Members[]): string[] {
  if (membersOf(thinking).type !== 'enabled') return [];
  const asked = messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' && listOf(content).some(({ type }) => type !== 'tool_result'),
  );
  const turn = messages.slice(asked + 1).find(({ role }) => role === 'assistant');
  const first = turn && listOf(turn.content)[0];
  const isThought = first?.type === 'thinking' || first?.type === 'redacted_thinking';
  return faultIf(turn !== undefined && !isThought, 'the turn must begin with a thinking block');
}
