import type { ChatAnswer, ToolCallAnswer } from '../../provider-suite/provider-wire.ts';

/** The date of an example in the documentation. */
const createdAt = '2025-07-07T20:22:19.184789Z';

/** In nanoseconds; no part of the usage. */
const durations = {
  total_duration: 182_242_375,
  load_duration: 41_295_167,
  prompt_eval_duration: 24_573_166,
  eval_duration: 115_959_084,
};

/**
 * A whole answer, as `"stream": false` asks for it.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#chat-request-no-streaming-with-tools
 */
export function toAnswer(answer: ChatAnswer, model: string): object {
  const { text, toolCalls } = answer;
  const message = {
    role: 'assistant',
    content: text.join(''),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(toCall) }),
  };
  return { model, created_at: createdAt, message, ...ending(answer) };
}

/**
 * The same as a stream: a line for each piece of text and for each call, and one that says that it is
 * done, without content.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#chat-request-streaming-with-tools
 */
export function toLines(answer: ChatAnswer, model: string): object[] {
  const line = (message: object, rest: object = { done: false }) => ({
    model,
    created_at: createdAt,
    message: { role: 'assistant', content: '', ...message },
    ...rest,
  });
  return [
    ...answer.text.map((content) => line({ content })),
    ...answer.toolCalls.map((call, index) => line({ tool_calls: [toCall(call, index)] })),
    line({}, ending(answer)),
  ];
}

/** Arguments are an object. The documents show no ids and no index; servers (0.17.4) send both. */
function toCall({ id, name, arguments: text }: ToolCallAnswer, index: number): object {
  return { id, function: { index, name, arguments: JSON.parse(text) as unknown } };
}

/** Calls end with `stop` too. */
function ending({ finishReason, usage }: ChatAnswer): object {
  return {
    done_reason: finishReason === 'length' ? 'length' : 'stop',
    done: true,
    ...durations,
    prompt_eval_count: usage.input,
    eval_count: usage.output,
  };
}
