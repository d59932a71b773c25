import {
  faultIf,
  isMembers,
  type Judge,
  listOf,
  type Members,
  membersOf,
  tokenOf,
  unknownMembers,
} from './judge.ts';

const messageMembers: Readonly<Record<string, string>> = {
  system: 'role content',
  user: 'role content images',
  assistant: 'role content thinking images tool_calls',
  tool: 'role content images tool_name tool_call_id',
};

/**
 * Ollama's own api, stricter than its server: that reads past what it does not know, and then the model
 * has not heard it.
 * @see https://docs.ollama.com/api/chat
 * @see https://docs.ollama.com/capabilities/tool-calling
 * @see https://docs.ollama.com/capabilities/vision
 */
export const judgeOllama: Judge = (body) => {
  const messages = listOf(body.messages);
  return [
    ...unknownMembers(
      body,
      'model messages stream tools format think keep_alive options logprobs top_logprobs',
      'request',
    ),
    ...messages.flatMap((message, place) => judgeMessage(message, `messages[${place}]`)),
    ...judgeResults(messages),
  ];
};

export function ollamaThoughts(body: Members): string[] {
  return listOf(body.messages).flatMap(({ thinking }) => (thinking ? [tokenOf(thinking)] : []));
}

function judgeMessage(message: Members, where: string): string[] {
  const { role, content, images } = message;
  const known = messageMembers[String(role)];
  if (!known) return [`${where}.role: ${role}`];
  return [
    ...unknownMembers(message, known, where),
    ...faultIf(typeof content !== 'string', `${where}.content: must be a text`),
    ...faultIf(images !== undefined && !isBase64(images), `${where}.images: must be base64`),
    ...listOf(message.tool_calls).flatMap((call, place) =>
      judgeCall(call, `${where}.tool_calls[${place}]`),
    ),
  ];
}

function isBase64(images: unknown): boolean {
  return (
    Array.isArray(images) && images.every((image) => /^[a-zA-Z0-9+/]+={0,2}$/.test(String(image)))
  );
}

function judgeCall(call: Members, where: string): string[] {
  const { name, arguments: given } = membersOf(call.function);
  return [
    ...unknownMembers(call, 'id type function', where),
    ...unknownMembers(call.function, 'index name description arguments', `${where}.function`),
    ...faultIf(typeof name !== 'string', `${where}.function.name: must be a text`),
    ...faultIf(!isMembers(given), `${where}.function.arguments: must be an object`),
  ];
}

/** Results name the functions of the calls in front of them, in their order. */
function judgeResults(messages: readonly Members[]): string[] {
  let open: unknown[] = [];
  return messages.flatMap((message, place): string[] => {
    if (message.role !== 'tool') {
      const left = open.map((name) => `messages[${place}]: ${name} has no result`);
      open = listOf(message.tool_calls).map((call) => membersOf(call.function).name);
      return left;
    }
    const called = open.shift();
    return faultIf(
      message.tool_name !== called,
      `messages[${place}].tool_name: is ${message.tool_name}, the call was ${called}`,
    );
  });
}
