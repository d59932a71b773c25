import { type Behaviour, doneFrame, respond, stream } from '@gw/testkit/upstream';

/** What a model behind a chat upstream says, apart from how it is sent. */
export interface ChatAnswer {
  readonly reasoning?: string;
  readonly content?: string;
  readonly refusal?: string;
  readonly calls?: readonly ChatAnswerCall[];
  /** Default: `tool_calls` where there are calls, else `stop`. */
  readonly finish?: string;
}

export interface ChatAnswerCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

const head = { id: 'chatcmpl-1', created: 1_764_967_971, model: 'chat-model' };
const usage = {
  prompt_tokens: 20,
  completion_tokens: 12,
  total_tokens: 32,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 5 },
};

/** Says this, as JSON or as a stream, as it was asked. */
export function chatAnswers(answer: ChatAnswer): Behaviour {
  const whole = respond({ json: toCompletion(answer) });
  const streamed = stream([...toChunks(answer), doneFrame]);
  return (steps, request, context) => {
    const { stream: isStreamed } = (request.json ?? {}) as { stream?: unknown };
    return (isStreamed === true ? streamed : whole)(steps, request, context);
  };
}

function toCompletion(answer: ChatAnswer): object {
  const { reasoning, content = null, refusal = null, calls = [] } = answer;
  const message = {
    role: 'assistant',
    content,
    refusal,
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls.map(toCall) }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishOf(answer) };
  return { ...head, object: 'chat.completion', choices: [choice], usage };
}

function toChunks(answer: ChatAnswer): object[] {
  const { reasoning = '', content = '', refusal = '', calls = [] } = answer;
  const deltas: object[] = [
    { role: 'assistant', content: '' },
    ...pieces(reasoning).map((piece) => ({ reasoning_content: piece })),
    ...pieces(content).map((piece) => ({ content: piece })),
    ...pieces(refusal).map((piece) => ({ refusal: piece })),
    ...takeTurns(calls.map(callDeltas)).map((piece) => ({ tool_calls: [piece] })),
  ];
  return [
    ...deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }])),
    chunk([{ index: 0, delta: {}, finish_reason: finishOf(answer) }]),
    { ...chunk([]), usage },
  ];
}

function chunk(choices: readonly object[]): object {
  return { ...head, object: 'chat.completion.chunk', choices };
}

function finishOf({ finish, calls = [] }: ChatAnswer): string {
  return finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
}

function toCall({ id, name, arguments: text }: ChatAnswerCall): object {
  return { id, type: 'function', function: { name, arguments: text } };
}

function callDeltas(call: ChatAnswerCall, index: number): object[] {
  const named = { index, ...toCall({ ...call, arguments: '' }) };
  const more = pieces(call.arguments).map((piece) => ({ index, function: { arguments: piece } }));
  return [named, ...more];
}

/** Parallel calls come in turns. */
function takeTurns(queues: readonly (readonly object[])[]): object[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    queues.flatMap((queue) => queue.slice(at, at + 1)),
  ).flat();
}

function pieces(text: string): string[] {
  return text.match(/.{1,6}/gsu) ?? [];
}
