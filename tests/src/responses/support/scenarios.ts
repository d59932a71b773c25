import type { ResponsesRequest } from '@gw/schema';
import type { ChatAnswer } from './chat-answers.ts';
import type { Exceptions } from './oracle.ts';

/** A request, and what the model says to it. */
export interface Scenario {
  readonly name: string;
  readonly request: ResponsesRequest & Readonly<Record<string, unknown>>;
  /** What a chat upstream says. Default: what the scripted upstream says to the converted request. */
  readonly chat?: ChatAnswer;
  /** Whether only a chat upstream can be made to say it. */
  readonly isChatOnly?: boolean;
  readonly exceptions?: Exceptions;
}

const object = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = { type: 'string' };

export const weather = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'The weather.',
  parameters: object({ city: text, unit: { enum: ['c', 'f'] } }),
};
export const time = {
  type: 'function' as const,
  name: 'get_time',
  parameters: object({ city: text }),
};
const shell = { type: 'custom' as const, name: 'run_shell', description: 'Runs a command.' };
export const answerSchema = object({ answer: text, steps: { type: 'array', items: text } });
const long = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ');
const thought = 'First I look at it. Then I answer it.';
const summary = { effort: 'low', summary: 'detailed' } as const;
const call = { id: 'call_1', name: 'get_weather', arguments: '{"city":"Köln","unit":"c"}' };

/** One of each kind of answer that there is. */
export const scenarios: readonly Scenario[] = [
  { name: 'text', request: { input: 'Grüße, 東京 👋🏽!' } },
  {
    name: 'text from items',
    request: { input: [{ type: 'message', role: 'user', content: 'one two' }] },
  },
  {
    name: 'a refusal',
    request: { input: 'refuse to do that' },
    chat: { refusal: 'I cannot do that: refuse to do that' },
  },
  {
    name: 'a call',
    request: { input: 'now', tools: [weather], tool_choice: 'required' },
  },
  {
    name: 'parallel calls',
    request: { input: 'now', tools: [weather, time], tool_choice: 'required' },
  },
  {
    name: 'a call of a custom tool',
    request: { input: 'now', tools: [shell], tool_choice: 'required' },
    chat: { calls: [{ id: 'call_1', name: 'run_shell', arguments: '{"input":"ls -l"}' }] },
    exceptions: { customTools: ['run_shell'] },
  },
  {
    name: 'reasoning with a summary, and text',
    request: { input: 'think', reasoning: summary },
    chat: { reasoning: thought, content: 'Thought of.' },
  },
  {
    name: 'reasoning that is handed over encrypted, and calls',
    request: {
      input: 'think',
      reasoning: summary,
      include: ['reasoning.encrypted_content'],
      tools: [weather, time],
      tool_choice: 'required',
    },
    chat: { reasoning: thought, calls: [call, { ...call, id: 'call_2', name: 'get_time' }] },
  },
  {
    name: 'reasoning, text and calls',
    request: { input: 'think', reasoning: summary, tools: [weather] },
    chat: { reasoning: thought, content: 'I look it up.', calls: [call] },
    isChatOnly: true,
  },
  { name: 'text that is cut off', request: { input: long, max_output_tokens: 16 } },
  {
    name: 'a call that is cut off',
    request: {
      input: 'now',
      max_output_tokens: 16,
      tools: [
        {
          ...weather,
          parameters: object(Object.fromEntries(long.split(' ').map((word) => [word, text]))),
        },
      ],
      tool_choice: 'required',
    },
    chat: { calls: [{ ...call, arguments: '{"city":"Kö' }], finish: 'length' },
  },
  {
    name: 'reasoning that is cut off',
    request: { input: 'think', max_output_tokens: 16, reasoning: summary },
    chat: { reasoning: thought, finish: 'length' },
    isChatOnly: true,
  },
  {
    name: 'text that a filter stops',
    request: { input: 'filter' },
    chat: { content: 'This is', finish: 'content_filter' },
    isChatOnly: true,
  },
  {
    name: 'structured output',
    request: {
      input: 'now',
      text: {
        format: {
          type: 'json_schema',
          name: 'answer',
          // OpenAI's echo has a description always; the scripted upstream's only if there is one.
          description: 'An answer.',
          schema: answerSchema,
          strict: true,
        },
      },
    },
    exceptions: { schemaEcho: answerSchema },
  },
  { name: 'a JSON object', request: { input: 'now', text: { format: { type: 'json_object' } } } },
  {
    name: 'log probabilities',
    request: { input: 'one two', include: ['message.output_text.logprobs'], top_logprobs: 2 },
  },
];
