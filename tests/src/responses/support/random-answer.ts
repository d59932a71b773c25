import { cut, interleave, type Seeded } from './seeded.ts';

/** A call as the model means it. */
export interface RandomCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** What a model says, apart from how its upstream tells it. */
export interface RandomAnswer {
  readonly reasoning: string;
  readonly content: string;
  readonly refusal: string;
  readonly calls: readonly RandomCall[];
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly usage: RandomUsage;
}

export interface RandomUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

/** How upstreams tell calls apart; all but the first one stray from what OpenAI does. */
export const callStyles = [
  'by index, by turns',
  'all at index 0, each piece with its id',
  'all at index 0, whole, one after the other',
  'without an index, one after the other',
  'without an index or an id, one after the other',
  'without an index, all in one chunk, arguments as objects',
  'by index, with another id in each piece',
  'by index, and whole once more at the end',
  'by index, and "stop" at the end',
] as const;

export type CallStyle = (typeof callStyles)[number];

const words = [
  'a',
  'hello ',
  'größe',
  '模型',
  '👋🏽',
  '{"a":',
  '"',
  '\\',
  ' null ',
  'x'.repeat(20),
];
export const toolNames = ['get_weather', 'get_time', 'get'] as const;

function randomText(seeded: Seeded, most: number): string {
  return Array.from({ length: seeded.below(most) }, () => seeded.pick(words)).join('');
}

/** An answer with anything in it; never nothing at all. */
export function randomAnswer(seeded: Seeded): RandomAnswer {
  const calls = Array.from({ length: seeded.below(4) }, (_, at) => randomCall(seeded, at));
  const refusal = calls.length === 0 && seeded.chance(0.2) ? `No. ${randomText(seeded, 4)}` : '';
  const content = refusal === '' ? randomText(seeded, 6) : '';
  const isEmpty = refusal === '' && content === '' && calls.length === 0;
  const isCutOff = seeded.chance(0.2);
  return {
    reasoning: seeded.chance(0.6) ? randomText(seeded, 6) : '',
    content: isEmpty ? 'Something.' : content,
    refusal,
    calls,
    finish: isCutOff
      ? seeded.pick(['length', 'content_filter'])
      : calls.length > 0
        ? 'tool_calls'
        : 'stop',
    usage: randomUsage(seeded),
  };
}

/** Arguments differ from call to call: without ids nothing else tells two calls from one. */
function randomCall(seeded: Seeded, at: number): RandomCall {
  const value = { at, city: randomText(seeded, 3), deep: { list: [1, '}', {}] } };
  return { id: `call_${at}_x`, name: seeded.pick(toolNames), arguments: JSON.stringify(value) };
}

function randomUsage(seeded: Seeded): RandomUsage {
  const prompt_tokens = 1 + seeded.below(100);
  const completion_tokens = 1 + seeded.below(100);
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: seeded.below(prompt_tokens) },
    completion_tokens_details: { reasoning_tokens: seeded.below(completion_tokens) },
  };
}

const head = { id: 'chatcmpl-1', created: 1_764_967_971, model: 'chat-model' };

/** The answer as a whole, with the same bad habits. */
export function toCompletion(answer: RandomAnswer, style: CallStyle): object {
  const { reasoning, content, refusal, calls, usage } = answer;
  const message = {
    role: 'assistant',
    content: content === '' ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls.map((call) => toWholeCall(call, style)) }),
  };
  const choice = { index: 0, message, finish_reason: finishOf(answer, style), logprobs: null };
  return { ...head, object: 'chat.completion', choices: [choice], usage };
}

function toWholeCall({ id, name, arguments: text }: RandomCall, style: CallStyle): object {
  const told = style.endsWith('arguments as objects') ? (JSON.parse(text) as object) : text;
  const naming = style.startsWith('without an index or an id') ? {} : { id };
  return { ...naming, type: 'function', function: { name, arguments: told } };
}

function finishOf({ finish }: RandomAnswer, style: CallStyle): string {
  return style.endsWith('"stop" at the end') && finish === 'tool_calls' ? 'stop' : finish;
}

export interface Telling {
  readonly style: CallStyle;
  /** Whether reasoning, text and calls come mixed, and not one after the other. */
  readonly isMixed: boolean;
}

/** The chunks of a stream that tells the answer: in pieces, cut anywhere. */
export function toChunks(seeded: Seeded, answer: RandomAnswer, telling: Telling): object[] {
  const { reasoning, content, refusal, usage } = answer;
  const field = seeded.pick(['reasoning_content', 'reasoning']);
  const speech = [
    cut(seeded, reasoning).map((piece) => ({ [field]: piece })),
    cut(seeded, content).map((piece) => ({ content: piece })),
    cut(seeded, refusal).map((piece) => ({ refusal: piece })),
  ];
  const calls = piecesOf(seeded, answer.calls, telling).map((tool_calls) => ({ tool_calls }));
  const deltas = telling.isMixed
    ? interleave<object>(seeded, [...speech, calls])
    : [...speech.flat(), ...calls];
  return [
    chunk({ delta: { role: 'assistant', content: '' } }),
    ...deltas.map((delta) => chunk({ delta })),
    chunk({ delta: {}, finish_reason: finishOf(answer, telling.style) }),
    { ...head, object: 'chat.completion.chunk', choices: [], usage },
  ];
}

function chunk(choice: object): object {
  const choices = [{ index: 0, finish_reason: null, ...choice }];
  return { ...head, object: 'chat.completion.chunk', choices };
}

function toCall({ id, name, arguments: text }: RandomCall, beside: object = {}): object {
  return { ...beside, id, type: 'function', function: { name, arguments: text } };
}

/** The `tool_calls` of each delta. */
function piecesOf(
  seeded: Seeded,
  calls: readonly RandomCall[],
  { style, isMixed }: Telling,
): object[][] {
  const takeTurns = (queues: readonly (readonly object[])[]) =>
    isMixed ? interleave(seeded, queues) : beginInOrder(seeded, queues);
  const one = (piece: object) => [piece];
  const named = (call: RandomCall, beside: object) => toCall({ ...call, arguments: '' }, beside);
  const texts = (call: RandomCall) => cut(seeded, call.arguments);
  const inPieces = (call: RandomCall, index: number, more: () => object = () => ({})) => [
    named(call, { index }),
    ...texts(call).map((text) => ({ index, ...more(), function: { arguments: text } })),
  ];
  switch (style) {
    case 'by index, by turns':
    case 'by index, and "stop" at the end':
      return takeTurns(calls.map((call, at) => inPieces(call, at))).map(one);
    case 'by index, with another id in each piece': {
      const other = () => ({ id: `call_other_${seeded.below(2 ** 30)}` });
      return calls.flatMap((call, at) => inPieces(call, at, other)).map(one);
    }
    case 'by index, and whole once more at the end': {
      const told = takeTurns(calls.map((call, at) => inPieces(call, at)));
      return [...told, ...calls.map((call, index) => toCall(call, { index }))].map(one);
    }
    case 'all at index 0, each piece with its id':
      return takeTurns(calls.map((call) => inPieces(call, 0, () => ({ id: call.id })))).map(one);
    case 'all at index 0, whole, one after the other':
      return calls.map((call) => one(toCall(call, { index: 0 })));
    case 'without an index, one after the other':
    case 'without an index or an id, one after the other': {
      const hasId = style === 'without an index, one after the other';
      return calls.flatMap((call) => {
        const { name, id } = call;
        const begun = { ...(hasId && { id }), type: 'function', function: { name, arguments: '' } };
        return [begun, ...texts(call).map((text) => ({ function: { arguments: text } }))].map(one);
      });
    }
    case 'without an index, all in one chunk, arguments as objects':
      return calls.length === 0
        ? []
        : [
            calls.map(({ id, name, arguments: text }) => ({
              id,
              function: { name, arguments: JSON.parse(text) as object },
            })),
          ];
  }
}

/** Calls begin one after the other, as a model thinks of them; then they take turns. */
function beginInOrder(seeded: Seeded, queues: readonly (readonly object[])[]): object[] {
  const starts = queues.flatMap((queue) => queue.slice(0, 1));
  return [
    ...starts,
    ...interleave(
      seeded,
      queues.map((queue) => queue.slice(1)),
    ),
  ];
}
