import { type CallOptions, GatewayError, type ProviderRequest } from '@gw/core';
import type { Fault, Faulty } from './fault.ts';

type Members = Readonly<Record<string, unknown>>;
type List = readonly Members[];

const words = ['model', 'stream', 'messages', 'input', 'instructions', 'prompt', 'encoding_format'];

/** What a provider makes of a request that it reads and writes anew. */
const edits: Partial<Readonly<Record<Fault, (members: Members) => Members>>> = {
  'drops all but words': (members) =>
    Object.fromEntries(Object.entries(members).filter(([name]) => words.includes(name))),
  'drops parts and items': dropParts,
  'warns of parts that it drops': dropParts,
  'drops what the model is told beforehand': ({ instructions: _, system: __, ...members }) =>
    mapLists(members, (list) => list.filter(({ role }) => role !== 'system')),
  'drops what tools gave back': (members) =>
    mapLists(members, (list) =>
      list.filter(({ role, type }) => role !== 'tool' && type !== 'function_call_output'),
    ),
  'drops reasoning': (members) =>
    mapLists(members, (list) => list.filter(({ type }) => type !== 'reasoning')),
  'drops tokens': (members) => {
    const [first] = Array.isArray(members.input) ? members.input : [];
    const isTokens = typeof first === 'number' || Array.isArray(first);
    return isTokens ? { ...members, input: '' } : members;
  },
};

/** The body as it goes upstream: the client's own bytes. */
export function requestBody({ api, body }: ProviderRequest, { fault }: Faulty): Uint8Array {
  const members = body.json() as unknown as Members;
  if (fault === 'carries less than it says' && api === 'responses' && 'stop' in members) {
    const { stop: _, ...others } = members;
    return encode(others);
  }
  if (fault === 'parses the body anew') return encode(members);
  const edited = encode((fault && edits[fault]?.(members)) ?? members);
  return isSame(edited, encode(members)) ? body.bytes() : edited;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** The messages or the items of a request. */
function mapLists(members: Members, map: (list: List) => List): Members {
  const lists = Object.entries(members).map(([name, value]) => {
    const isTalk = name === 'messages' || name === 'input';
    return [name, isTalk && isList(value) ? map(value) : value];
  });
  return Object.fromEntries(lists);
}

function isList(input: unknown): input is List {
  return Array.isArray(input) && input.every((item) => typeof item === 'object');
}

/** Only words and calls are left. */
function dropParts(members: Members): Members {
  const withoutParts = (message: Members) =>
    Array.isArray(message.content)
      ? { ...message, content: message.content.filter(({ type }) => /text$/.test(type)) }
      : message;
  return mapLists(members, (list) =>
    list.filter(({ type = 'message' }) => !String(type).includes(':')).map(withoutParts),
  );
}

/** What a provider does that cannot carry parts, and says so in the wrong way. */
export function refusePart(
  { api, body }: ProviderRequest,
  { warn }: CallOptions,
  fault: Fault | undefined,
): void {
  if (api !== 'chat') return;
  const { messages } = body.json() as unknown as { messages: List };
  const hasParts = messages.some(({ content }) => Array.isArray(content) && content.length > 1);
  if (!hasParts) return;
  const refusal = (code: 'unsupported_parameter' | 'invalid_value', param: string) =>
    new GatewayError(code, 'It takes words alone.', { param });
  const place = 'messages[0].content[1]';
  if (fault === 'refuses without a place') throw refusal('unsupported_parameter', 'messages');
  if (fault === 'refuses as if it made no sense') throw refusal('invalid_value', place);
  if (fault === 'refuses what it has sent') throw refusal('unsupported_parameter', place);
  if (fault === 'warns of parts that it drops') warn?.(`"${place}" was left out.`);
}
