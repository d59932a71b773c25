import { isMembers, objectsAt, type Placed, textAt, unsupported } from '@gw/provider-utils';
import type { AcmeCall, AcmeTurn } from './acme-api.ts';

/**
 * The conversation as turns, one for one. The gateway has checked little of it: whatever a role
 * promises may be missing.
 * @throws {GatewayError} naming what Acme cannot carry: `messages[2].content[0]`.
 */
export function convertMessages(messages: unknown): AcmeTurn[] {
  return objectsAt(messages, 'messages').map(convertMessage);
}

function convertMessage({ value: message, param }: Placed): AcmeTurn {
  const said = () => textIn(message.content, `${param}.content`);
  switch (message.role) {
    case 'system':
    case 'developer':
      return { from: 'operator', text: said() };
    case 'user':
      return { from: 'person', text: said() };
    case 'assistant': {
      // An answer that only calls has no text.
      const text = message.content == null ? '' : said();
      const calls = convertCalls(message.tool_calls, `${param}.tool_calls`);
      return { from: 'model', text, ...(calls.length > 0 && { calls }) };
    }
    case 'tool': {
      const call_id = textAt(message.tool_call_id, `${param}.tool_call_id`);
      return { from: 'tool', text: said(), call_id };
    }
    default:
      throw unsupported(`${param}.role`, 'Acme does not know this role.');
  }
}

/** A text, or its parts put together. */
function textIn(content: unknown, param: string): string {
  if (!Array.isArray(content)) return textAt(content, param);
  return objectsAt(content, param)
    .map(({ value: part, param: place }) => {
      if (part.type === 'text') return textAt(part.text, `${place}.text`);
      if (part.type === 'refusal') return textAt(part.refusal, `${place}.refusal`);
      throw unsupported(place, 'Acme takes text only.');
    })
    .join('');
}

function convertCalls(calls: unknown, param: string): AcmeCall[] {
  if (calls == null) return [];
  return objectsAt(calls, param).map(({ value: call, param: place }) => {
    if (call.type !== 'function' || !isMembers(call.function)) {
      throw unsupported(place, 'Acme knows calls of functions only.');
    }
    const { name, arguments: written } = call.function;
    return {
      id: textAt(call.id, `${place}.id`),
      tool: textAt(name, `${place}.function.name`),
      input: parseArguments(textAt(written, `${place}.function.arguments`)),
    };
  });
}

/** Models of others may have written what is no JSON; it is shown as it is. */
function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
