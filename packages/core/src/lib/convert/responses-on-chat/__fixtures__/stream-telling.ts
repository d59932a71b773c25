import type { ChatChunk } from '@gw/schema';
import { chunkOf, deltaChunk, finishChunk } from '../../../../__fixtures__/chat-wire.ts';
import type { Seeded } from '../../../../__fixtures__/seeded.ts';

/** A call as a model means it. */
export interface AnswerCall {
  readonly type: 'function' | 'custom';
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** What a model says, apart from how its upstream tells it. */
export interface Answer {
  readonly content: string;
  readonly refusal: string;
  readonly reasoning: string;
  readonly calls: readonly AnswerCall[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly usage: object | undefined;
}

/** How an upstream tells calls apart. */
export type CallStyle = 'by index' | 'by id' | 'one by one' | 'one by one, nameless' | 'whole';

const words = ['a', 'hello ', 'größe', '模型', '🙂', '{"a":', '"', 'null', 'x'.repeat(30)];
const values = ['Köln', '🙂', '{}', '"', '\\', '', 'a b'];
// No backslash: V8 13.6 reads a key that is a quotation mark as one where another object had that.
const keys = ['Köln', '🙂', '{}', '"', '', 'a b'];

function text(seeded: Seeded): string {
  return Array.from({ length: seeded.below(5) }, () => seeded.pick(words)).join('');
}

/** Reasoning has no line breaks, so that paragraphs which a converter adds can be told. */
export function randomAnswer(seeded: Seeded, style: CallStyle): Answer {
  const length = seeded.below(4);
  const calls = Array.from({ length }, (_, number) => randomCall(seeded, style, number));
  return {
    content: text(seeded),
    refusal: seeded.chance(0.3) ? text(seeded) : '',
    reasoning: seeded.chance(0.6) ? text(seeded) : '',
    calls,
    finish: seeded.pick(['length', 'content_filter', calls.length > 0 ? 'tool_calls' : 'stop']),
    usage: seeded.chance(0.5)
      ? {
          prompt_tokens: 7,
          completion_tokens: 5,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 2 },
          completion_tokens_details: { reasoning_tokens: 3 },
        }
      : undefined,
  };
}

/** Arguments differ from call to call: without ids nothing else tells two calls from one. */
function randomCall(seeded: Seeded, style: CallStyle, number: number): AnswerCall {
  const isCustom = style === 'by index' && seeded.chance(0.2);
  const id = `call_up_${number}`;
  if (isCustom) return { type: 'custom', id, name: 'run', text: text(seeded) || 'x' };
  const value = { number, [seeded.pick(keys)]: seeded.pick(values), inner: { deep: {} } };
  return {
    type: 'function',
    id,
    name: seeded.pick(['f', 'g', 'f_g']),
    text: JSON.stringify(value),
  };
}

/** A stream that tells the answer: in pieces, cut anywhere, everything mixed that may be. */
export function tellAnswer(seeded: Seeded, answer: Answer, style: CallStyle): ChatChunk[] {
  const field = seeded.pick(['reasoning_content', 'reasoning', 'both', 'details']);
  const queues = [
    cut(seeded, answer.content).map((content) => ({ content })),
    cut(seeded, answer.refusal).map((refusal) => ({ refusal })),
    cut(seeded, answer.reasoning).map((piece) => reasoningDelta(field, piece)),
    ...callQueues(seeded, answer.calls, style).map((queue) =>
      queue.map((pieces) => ({ tool_calls: pieces })),
    ),
  ];
  const finish = finishChunk(0, answer.finish);
  const { usage } = answer;
  return [
    deltaChunk({ role: 'assistant', content: '' }),
    ...interleave(seeded, queues).map((delta) => deltaChunk(delta)),
    ...(usage && seeded.chance(0.5) ? [{ ...finish, usage } as ChatChunk] : [finish]),
    ...(usage ? [chunkOf([], { usage })] : []),
  ];
}

function reasoningDelta(field: string, text: string): object {
  if (field === 'both') return { reasoning: text, reasoning_content: text };
  if (field !== 'details') return { [field]: text };
  return { reasoning: text, reasoning_details: [{ type: 'reasoning.text', text, index: 0 }] };
}

function callQueues(seeded: Seeded, calls: readonly AnswerCall[], style: CallStyle): object[][][] {
  if (style === 'whole') return [[calls.map((call) => wholePiece(call, undefined))]];
  const queues = calls.map((call, index) => callPieces(seeded, call, index, style));
  const isMixed = style === 'by index' || style === 'by id';
  return isMixed
    ? queues.map((queue) => queue.map((piece) => [piece]))
    : [queues.flat().map((piece) => [piece])];
}

function wholePiece(call: AnswerCall, index: number | undefined): object {
  return {
    index,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.parse(call.text) },
  };
}

function callPieces(seeded: Seeded, call: AnswerCall, index: number, style: CallStyle): object[] {
  const [member, rest] = call.type === 'custom' ? ['custom', 'input'] : ['function', 'arguments'];
  const pieces = cut(seeded, call.text);
  const naming = { type: call.type, [member]: { name: call.name, [rest]: '' } };
  if (style === 'by index') {
    const more = pieces.map((piece) => ({ index, [member]: { [rest]: piece } }));
    return [{ index, id: call.id, ...naming }, ...more];
  }
  if (style === 'by id') {
    const more = pieces.map((piece) => ({ index: 0, id: call.id, function: { arguments: piece } }));
    return [{ index: 0, id: call.id, ...naming }, ...more, wholePiece(call, 0)];
  }
  const id = style === 'one by one' ? { id: call.id } : {};
  return [{ ...id, ...naming }, ...pieces.map((piece) => ({ function: { arguments: piece } }))];
}

/** Queues whose order stays; which one goes on next is chance. */
function interleave<T>(seeded: Seeded, queues: readonly (readonly T[])[]): T[] {
  const rest = queues.map((queue) => [...queue]);
  const mixed: T[] = [];
  for (;;) {
    const full = rest.filter((queue) => queue.length > 0);
    if (full.length === 0) return mixed;
    mixed.push(seeded.pick(full).shift() as T);
  }
}

/** A text in pieces, cut anywhere, also inside a surrogate pair. */
function cut(seeded: Seeded, whole: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = 1 + seeded.below(9);
    pieces.push(whole.slice(at, at + length));
    at += length;
  }
  return pieces;
}
