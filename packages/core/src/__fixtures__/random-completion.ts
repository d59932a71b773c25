import type { ChatChunk, ChatCompletion } from '@gw/schema';
import type { Seeded } from './seeded.ts';

const words = [
  '',
  'a',
  'hello ',
  'größe',
  '模型',
  '🙂',
  '\n',
  '{"a":',
  '"',
  'null',
  'x'.repeat(40),
];

/** A text of a few words. */
function text(seeded: Seeded): string {
  return Array.from({ length: 1 + seeded.below(5) }, () => seeded.pick(words)).join('');
}

function sometimes<T>(seeded: Seeded, name: string, make: () => T): Record<string, T> {
  return seeded.chance(0.4) ? { [name]: make() } : {};
}

function logprobs(seeded: Seeded): object {
  const token = () => ({
    token: text(seeded),
    bytes: [1, 2],
    logprob: -seeded.next(),
    top_logprobs: [],
  });
  return { content: Array.from({ length: 1 + seeded.below(4) }, token) };
}

function toolCall(seeded: Seeded, number: number): object {
  const head = {
    id: `call_${number}`,
    ...sometimes(seeded, 'extra_content', () => ({ google: { thought_signature: 'c2ln' } })),
  };
  return seeded.chance(0.8)
    ? { ...head, type: 'function', function: { name: `f${number}`, arguments: text(seeded) } }
    : { ...head, type: 'custom', custom: { name: `g${number}`, input: text(seeded) } };
}

function choice(seeded: Seeded, index: number): object {
  const calls = Array.from({ length: seeded.below(4) }, (_, number) => toolCall(seeded, number));
  const message = {
    role: 'assistant',
    content: seeded.chance(0.8) ? text(seeded) : null,
    refusal: seeded.chance(0.2) ? text(seeded) : null,
    ...sometimes(seeded, 'reasoning_content', () => text(seeded)),
    ...sometimes(seeded, 'reasoning_details', () => [
      { type: 'reasoning.text', text: text(seeded) },
      { type: 'reasoning.encrypted', data: 'eA==' },
    ]),
    ...sometimes(seeded, 'annotations', () => [
      { type: 'url_citation', url_citation: { url: 'u' } },
    ]),
    ...sometimes(seeded, 'house_field', () => text(seeded)),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return {
    index,
    message,
    finish_reason: seeded.pick(['stop', 'length', 'tool_calls']),
    logprobs: seeded.chance(0.3) ? logprobs(seeded) : null,
    ...sometimes(seeded, 'content_filter_results', () => ({
      hate: { filtered: false, severity: 'safe' },
    })),
    ...sometimes(seeded, 'stop_reason', () => 'END'),
  };
}

/** A completion with anything in it that a stream can tell too. */
export function randomCompletion(seeded: Seeded): ChatCompletion {
  const whole = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1700000000,
    model: 'upstream-model',
    ...sometimes(seeded, 'system_fingerprint', () => 'fp_1'),
    ...sometimes(seeded, 'service_tier', () => 'default'),
    ...sometimes(seeded, 'house_field', () => ({ a: [1, 2] })),
    choices: Array.from({ length: 1 + seeded.below(3) }, (_, index) => choice(seeded, index)),
    ...sometimes(seeded, 'usage', () => ({
      prompt_tokens: 7,
      completion_tokens: 3,
      total_tokens: 10,
    })),
  };
  return whole as ChatCompletion;
}

type Members = Record<string, unknown>;

/** A stream that tells a completion: texts in pieces, calls in pieces, everything mixed. */
export function randomTelling(seeded: Seeded, completion: ChatCompletion): ChatChunk[] {
  const { choices, usage, ...rest } = completion as unknown as Members & { choices: Members[] };
  const head = { ...rest, object: 'chat.completion.chunk' };
  // Queues whose order must stay; which one goes on next is chance.
  const queues = choices.flatMap((each) => tellChoice(seeded, each));
  const chunks: object[] = interleave(seeded, queues).map((choice) => ({
    ...head,
    choices: [choice],
  }));
  for (const { message: _message, logprobs: _logprobs, ...last } of choices) {
    chunks.push({ ...head, choices: [{ ...last, delta: {} }] });
  }
  if (usage) chunks.push({ ...head, choices: [], usage });
  return chunks as ChatChunk[];
}

function interleave<T>(seeded: Seeded, queues: readonly (readonly T[])[]): T[] {
  const rest = queues.map((queue) => [...queue]);
  const mixed: T[] = [];
  for (;;) {
    const full = rest.filter((queue) => queue.length > 0);
    if (full.length === 0) return mixed;
    mixed.push(seeded.pick(full).shift() as T);
  }
}

/** One queue a member of the message, one a call. */
function tellChoice(seeded: Seeded, choice: Members): object[][] {
  const {
    role,
    tool_calls: calls,
    ...members
  } = choice.message as Members & { tool_calls?: Members[] };
  const index = choice.index;
  const toDelta = (delta: object) => ({ index, delta, finish_reason: null });
  const queues: object[][] = [[toDelta({ role, content: null })]];
  for (const [name, value] of Object.entries(members)) {
    if (value === null) continue;
    const pieces = Array.isArray(value)
      ? value.map((item) => [item])
      : cut(seeded, value as string);
    queues.push(pieces.map((piece) => toDelta({ [name]: piece })));
  }
  for (const [position, call] of (calls ?? []).entries()) {
    queues.push(tellCall(seeded, position, call).map((piece) => toDelta({ tool_calls: [piece] })));
  }
  const { content: tokens } = (choice.logprobs ?? { content: [] }) as { content: object[] };
  queues.push(tokens.map((token) => ({ ...toDelta({}), logprobs: { content: [token] } })));
  return queues;
}

function tellCall(seeded: Seeded, index: number, call: Members): object[] {
  const [member, rest] = call.type === 'function' ? ['function', 'arguments'] : ['custom', 'input'];
  const body = call[member as string] as Members;
  const [first, ...others] = cut(seeded, body[rest as string] as string);
  const head = { index, ...call, [member as string]: { ...body, [rest as string]: first } };
  return [
    head,
    ...others.map((piece) => ({ index, [member as string]: { [rest as string]: piece } })),
  ];
}

/** A text in pieces, cut anywhere, also inside a surrogate pair. */
function cut(seeded: Seeded, whole: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = 1 + seeded.below(12);
    pieces.push(whole.slice(at, at + length));
    at += length;
  }
  return pieces.length > 0 ? pieces : [''];
}
