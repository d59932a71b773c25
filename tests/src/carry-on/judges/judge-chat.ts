import {
  faultIf,
  foreignThoughts,
  type Judge,
  listOf,
  type Members,
  membersOf,
  tokenOf,
  toolName,
  unknownMembers,
} from './judge.ts';

const requestMembers =
  'model messages stream stream_options tools tool_choice parallel_tool_calls reasoning_effort ' +
  'max_completion_tokens max_tokens temperature top_p n stop seed metadata store user ' +
  'response_format verbosity service_tier logprobs top_logprobs prompt_cache_key safety_identifier';

const messageMembers: Readonly<Record<string, string>> = {
  system: 'role content name',
  developer: 'role content name',
  user: 'role content name',
  assistant: 'role content refusal name audio tool_calls function_call annotations',
  tool: 'role content tool_call_id',
};

/** OpenAI's own bound. @see https://github.com/agno-agi/agno/issues/5382 */
const maxIdLength = 40;

/** What a server takes beyond OpenAI's own. */
export interface ChatReading {
  /** Of an assistant's message, names with spaces between them. Default: none. */
  readonly reasoning?: string;
  /** Of a call. Default: none. */
  readonly call?: string;
  /** Whether it checks who made a thought. Default: it cannot tell. */
  readonly isSigned?: boolean;
  /** How long the id of a call may be. Default: 40, as at OpenAI. */
  readonly maxIdLength?: number;
}

/**
 * A chat server that takes what its documents name and nothing else, as Groq, Mistral and Cerebras do.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 * @see https://console.groq.com/docs/api-reference#chat-create
 */
export function judgeChatWith(reading: ChatReading = {}): Judge {
  return (body, issued) => {
    const messages = listOf(body.messages);
    return [
      ...unknownMembers(body, requestMembers, 'request'),
      ...listOf(body.tools).flatMap(judgeTool),
      ...messages.flatMap((message, place) => judgeMessage(message, `messages[${place}]`, reading)),
      ...judgeAnswers(messages),
      ...(reading.isSigned ? foreignThoughts(signedThoughts(body), issued) : []),
    ];
  };
}

/**
 * What a message shows of its maker's thoughts, and what its maker attached to its calls. Servers that
 * give details repeat their text beside them and want either back.
 */
export function chatThoughts(body: Members): string[] {
  return listOf(body.messages).flatMap((message) => {
    const { reasoning_content, reasoning, reasoning_details: details } = message;
    const extras = listOf(message.tool_calls).map(({ extra_content }) => extra_content);
    const told = [...(details == null ? [reasoning_content, reasoning] : [details]), ...extras];
    return told.some((value) => value != null) ? [tokenOf(...told)] : [];
  });
}

/** Those that carry a proof of who made them. */
function signedThoughts(body: Members): string[] {
  const signed = listOf(body.messages).filter(({ reasoning_details: details }) =>
    listOf(details).some(({ signature }) => signature),
  );
  return chatThoughts({ messages: signed });
}

function judgeTool(tool: Members, place: number): string[] {
  const where = `tools[${place}]`;
  const { name } = membersOf(tool.function);
  return [
    ...unknownMembers(tool, 'type function', where),
    ...unknownMembers(tool.function, 'name description parameters strict', `${where}.function`),
    ...faultIf(!toolName.test(String(name)), `${where}.function.name: ${name}`),
  ];
}

function judgeMessage(message: Members, where: string, reading: ChatReading): string[] {
  const { role, content } = message;
  const known = messageMembers[String(role)];
  if (!known) return [`${where}.role: ${role}`];
  const extra = role === 'assistant' && reading.reasoning ? ` ${reading.reasoning}` : '';
  const calls = listOf(message.tool_calls);
  return [
    ...unknownMembers(message, known + extra, where),
    ...faultIf(
      typeof content !== 'string' && !Array.isArray(content) && calls.length === 0,
      `${where}.content: must be said`,
    ),
    ...listOf(content).flatMap((part) => judgePart(part, String(role), where)),
    ...calls.flatMap((call, place) => judgeCall(call, `${where}.tool_calls[${place}]`, reading)),
  ];
}

function judgePart({ type, image_url }: Members, role: string, where: string): string[] {
  if (type === 'text' || (type === 'refusal' && role === 'assistant')) return [];
  const isPicture = type === 'image_url' && typeof membersOf(image_url).url === 'string';
  return faultIf(!isPicture || role !== 'user', `${where}.content: no ${type} of ${role}`);
}

function judgeCall(call: Members, where: string, reading: ChatReading): string[] {
  const { name, arguments: text } = membersOf(call.function);
  const { length } = String(call.id);
  return [
    ...unknownMembers(call, `id type function ${reading.call ?? ''}`, where),
    ...unknownMembers(call.function, 'name arguments', `${where}.function`),
    ...faultIf(call.type !== 'function', `${where}.type: ${call.type}`),
    ...faultIf(length > (reading.maxIdLength ?? maxIdLength), `${where}.id: is too long`),
    ...faultIf(!toolName.test(String(name)), `${where}.function.name: ${name}`),
    // Not all models write JSON there, says the reference; but none writes nothing.
    ...faultIf(typeof text !== 'string' || text === '', `${where}.function.arguments: is missing`),
  ];
}

/** Every call is answered before anybody else speaks, and no answer stands alone. */
function judgeAnswers(messages: readonly Members[]): string[] {
  let open: unknown[] = [];
  const faults = messages.flatMap((message, place): string[] => {
    const where = `messages[${place}]`;
    if (message.role === 'tool') {
      const isOpen = open.includes(message.tool_call_id);
      open = open.filter((id) => id !== message.tool_call_id);
      return faultIf(!isOpen, `${where}: answers no call in front of it`);
    }
    const unanswered = open.map((id) => `${where}: ${id} must be answered first`);
    open = listOf(message.tool_calls).map(({ id }) => id);
    return unanswered;
  });
  return [...faults, ...open.map((id) => `messages: ${id} is not answered`)];
}
