import type { Quirk } from './conversion.ts';
import { toChatCallId } from './convert/responses-on-chat/call-ids.ts';
import { objectsIn } from './objects-in.ts';
import { unwrapOpaque } from './opaque.ts';
import { isMembers, type Members, textOf } from './responses/members.ts';

/**
 * A chat request's messages as a chat server takes them. What a conversion showed of a model's
 * thoughts is left out: no chat server made it. A server that refuses what is not OpenAI's own
 * (`strict_messages`) gets no thoughts at all, and ids of calls that are short enough for it.
 * @returns nothing where no message changes, so that they keep their bytes.
 */
export function chatServersOwn(
  messages: unknown,
  quirks: readonly Quirk[],
  warn: (message: string) => void,
): unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const isStrict = quirks.includes('strict_messages');
  let own: unknown[] | undefined;
  for (const [place, message] of messages.entries()) {
    const changed = isMembers(message) ? toOwn(message, isStrict) : message;
    if (changed === message) continue;
    own ??= [...messages];
    own[place] = changed;
  }
  if (!own) return undefined;
  if (messages.some((message) => isMembers(message) && losesThoughts(message, isStrict))) {
    warn('Reasoning that the model could not read was left out.');
  }
  return own;
}

function toOwn(message: Members, isStrict: boolean): Members {
  const thoughtless = losesThoughts(message, isStrict) ? withoutThoughts(message) : message;
  return isStrict ? withPlainCalls(thoughtless) : thoughtless;
}

function losesThoughts(message: Members, isStrict: boolean): boolean {
  const { reasoning_content, reasoning, reasoning_details: details } = message;
  if (isStrict) return [reasoning_content, reasoning, details].some((said) => said !== undefined);
  if (!Array.isArray(details)) return false;
  return objectsIn(details as Members[]).some(({ data }) => unwrapOpaque(textOf(data)));
}

function withoutThoughts(message: Members): Members {
  const { reasoning_content: _, reasoning: __, reasoning_details: ___, ...rest } = message;
  return rest;
}

function withPlainCalls(message: Members): Members {
  const { tool_call_id: id, tool_calls: calls } = message;
  if (typeof id === 'string' && toChatCallId(id) !== id) {
    return { ...message, tool_call_id: toChatCallId(id) };
  }
  if (!Array.isArray(calls)) return message;
  const plain = calls.map((call) => (isMembers(call) ? toPlainCall(call) : call));
  const isSame = plain.every((call, place) => call === calls[place]);
  return isSame ? message : { ...message, tool_calls: plain };
}

function toPlainCall(call: Members): Members {
  const { extra_content: extra, ...rest } = call;
  const id = typeof call.id === 'string' ? toChatCallId(call.id) : call.id;
  return extra === undefined && id === call.id ? call : { ...rest, id };
}
