import type { ChatMessage, ChatRequest } from '@gw/schema';
import type { Seeded } from '../../../../__fixtures__/seeded.ts';

const texts = ['hi', 'größe 🙂', ' ', 'a\n\nb', '{"a":1}', 'the same again'];
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } } as const;
const file = { type: 'file', file: { file_data: 'data:;base64,AA', filename: 'a' } } as const;
const audio = { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } } as const;
const schema = { type: 'object', properties: { city: { type: 'string' } } };

/**
 * A chat request that says only what Responses can say too, written as our converter writes one:
 * one text as a string, outputs behind their calls, no two messages of the assistant in a row.
 */
export function randomChatRequest(seeded: Seeded): ChatRequest {
  const turns = Array.from({ length: 1 + seeded.below(5) }, (_, turn) => randomTurn(seeded, turn));
  return {
    model: 'm',
    ...(seeded.chance(0.5) ? randomTools(seeded) : {}),
    ...randomSettings(seeded),
    messages: turns.flat(),
  };
}

function randomTurn(seeded: Seeded, turn: number): ChatMessage[] {
  const messages: ChatMessage[] = [];
  if (seeded.chance(0.3)) messages.push({ role: 'system', content: seeded.pick(texts) });
  messages.push(randomUserMessage(seeded));
  const rounds = seeded.below(3);
  for (let round = 0; round < rounds; round++) {
    messages.push(...randomCalls(seeded, `call_${turn}_${round}`));
  }
  if (seeded.chance(0.7)) messages.push({ role: 'assistant', content: randomSaid(seeded) });
  return messages;
}

function randomUserMessage(seeded: Seeded): ChatMessage {
  if (seeded.chance(0.5)) return { role: 'user', content: seeded.pick(texts) };
  const part = () => seeded.pick([{ type: 'text', text: seeded.pick(texts) }, image, file, audio]);
  return { role: 'user', content: [image, ...some(seeded, part)] } as ChatMessage;
}

function randomSaid(seeded: Seeded) {
  const text = () => ({ type: 'text', text: seeded.pick(texts) }) as const;
  if (seeded.chance(0.7)) return seeded.pick(texts);
  return [text(), ...some(seeded, text), { type: 'refusal', refusal: 'No.' } as const];
}

function randomCalls(seeded: Seeded, prefix: string): ChatMessage[] {
  const ids = Array.from({ length: 1 + seeded.below(3) }, (_, at) => `${prefix}_${at}`);
  const tool_calls = ids.map((id) => ({
    type: 'function' as const,
    id,
    function: { name: seeded.pick(['f', 'g']), arguments: seeded.pick(['{}', '{"a":', '[1]']) },
  }));
  const content = seeded.chance(0.5) ? null : randomSaid(seeded);
  const outputs = ids.map((id) => ({
    role: 'tool' as const,
    tool_call_id: id,
    content: seeded.chance(0.8)
      ? seeded.pick(['', ...texts])
      : [1, 2].map(() => ({ type: 'text' as const, text: seeded.pick(texts) })),
  }));
  return [{ role: 'assistant', content, tool_calls }, ...outputs];
}

function randomTools(seeded: Seeded): Partial<ChatRequest> {
  const f = { name: 'f', description: 'Does.', parameters: schema, strict: seeded.chance(0.5) };
  const named = { type: 'function', function: { name: 'g' } } as const;
  return {
    tools: [
      { type: 'function', function: f },
      { type: 'function', function: { name: 'g', strict: false } },
    ],
    ...maybe(seeded, { tool_choice: seeded.pick(['none', 'auto', 'required', named] as const) }),
    ...maybe(seeded, { parallel_tool_calls: seeded.chance(0.5) }),
  };
}

function randomSettings(seeded: Seeded): Partial<ChatRequest> {
  const format = { name: 'n', schema, ...maybe(seeded, { strict: true, description: 'd' }) };
  const members: Partial<ChatRequest>[] = [
    { temperature: seeded.pick([0, 0.5, 2]) },
    { top_p: 0.5, presence_penalty: -1, frequency_penalty: 0 },
    { max_completion_tokens: 16 + seeded.below(100) },
    { response_format: { type: 'json_object' } },
    { response_format: { type: 'json_schema', json_schema: format } },
    { reasoning_effort: seeded.pick(['none', 'minimal', 'high'] as const) },
    { verbosity: seeded.pick(['low', 'high'] as const) },
    { logprobs: true, ...maybe(seeded, { top_logprobs: 1 + seeded.below(20) }) },
    { service_tier: 'flex', user: 'u', safety_identifier: 's', prompt_cache_key: 'k' },
    { moderation: { model: 'omni' }, prompt_cache_options: { mode: 'explicit' } },
    { stream: false },
    { stream: true, ...maybe(seeded, { stream_options: { include_obfuscation: false } }) },
    { top_k: 4, chat_template_kwargs: { thinking: true } } as Partial<ChatRequest>,
  ];
  return Object.assign({}, ...members.map((some) => maybe(seeded, some)));
}

function some<T>(seeded: Seeded, make: () => T): T[] {
  return Array.from({ length: 1 + seeded.below(3) }, make);
}

function maybe<T>(seeded: Seeded, members: T): T | undefined {
  return seeded.chance(0.4) ? members : undefined;
}

/** The same request in other words: roles, members and shapes that mean what the usual ones mean. */
export function reworded(seeded: Seeded, request: ChatRequest): ChatRequest {
  const { max_completion_tokens, ...others } = request;
  const limit = seeded.pick(['max_tokens', 'max_completion_tokens']);
  return {
    ...others,
    ...(max_completion_tokens !== undefined && { [limit]: max_completion_tokens }),
    ...maybe(seeded, { n: 1, stop: null, logit_bias: {}, store: true, metadata: { a: 'b' } }),
    messages: request.messages.map((message) => rewordMessage(seeded, message)),
  };
}

function rewordMessage(seeded: Seeded, message: ChatMessage): ChatMessage {
  const content =
    typeof message.content === 'string' && message.content !== '' && seeded.chance(0.5)
      ? [{ type: 'text', text: message.content }]
      : message.content;
  const isSystem = message.role === 'system' && seeded.chance(0.5);
  const said = { ...message, content, ...(isSystem && { role: 'developer' }) } as ChatMessage;
  return said.role === 'assistant' ? rewordRefusal(said) : said;
}

/** An answer tells its refusal beside its content. */
function rewordRefusal(message: Extract<ChatMessage, { role: 'assistant' }>): ChatMessage {
  const { content } = message;
  const last = Array.isArray(content) ? content.at(-1) : undefined;
  if (!Array.isArray(content) || last?.type !== 'refusal') return message;
  return { ...message, content: content.slice(0, -1), refusal: last.refusal };
}
