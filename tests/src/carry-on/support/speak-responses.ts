import { createHttpProvider } from '@gw/provider-http';
import { respond, sseFrame, stream } from '@gw/testkit/upstream';
import { listOf, type Members, membersOf } from '../judges/judge.ts';
import { judgeResponses, responsesThoughts, thoughtOf } from '../judges/judge-responses.ts';
import type { Wire } from './speaker.ts';
import { argsOf, line, partsOf, pictureIn } from './transcript.ts';
import type { Turn } from './turns.ts';

/** Keeps nothing: a thought is encrypted and handed to the client. */
export const responses: Wire = {
  model: 'gpt-5',
  judge: judgeResponses,
  thoughtsIn: responsesThoughts,
  transcriptOf: ({ input }) => listOf(input).flatMap(linesOf),
  say(turn, serial, issue) {
    const output = itemsOf(turn, serial);
    const [thought = {}, next] = output;
    issue(thoughtOf(thought, next));
    return (steps, request, context) => {
      const { model, stream: asked } = membersOf(request.json);
      const response = { ...resource, id: `resp_${serial}`, model, output };
      const answer = asked
        ? stream(eventsOf(response).map((event) => sseFrame(event, event.type)))
        : respond({ json: response });
      return answer(steps, request, context);
    };
  },
  createProvider: (id, { url }) => createHttpProvider({ id, baseUrl: url, apis: ['responses'] }),
};

function itemsOf({ thought, text, calls }: Turn, serial: string): Members[] {
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return [
    {
      type: 'reasoning',
      id: `rs_${serial}`,
      summary: [{ type: 'summary_text', text: thought }],
      encrypted_content: `gAAAA${btoa(serial)}`,
    },
    ...(text === ''
      ? []
      : [{ type: 'message', id: `msg_${serial}`, status, role: 'assistant', content }]),
    ...calls.map(({ name, args }, place) => ({
      type: 'function_call',
      id: `fc_${serial}${place}`,
      call_id: `call_${serial}${place}`,
      name,
      arguments: JSON.stringify(args),
      status,
    })),
  ];
}

const status = 'completed';

/** Settings as they are where nothing was asked. */
const resource = {
  object: 'response',
  created_at: 1_764_968_540,
  completed_at: 1_764_968_541,
  status,
  incomplete_details: null,
  previous_response_id: null,
  instructions: null,
  error: null,
  tools: [],
  tool_choice: 'auto',
  truncation: 'disabled',
  parallel_tool_calls: true,
  text: { format: { type: 'text' } },
  top_p: 1,
  temperature: 1,
  top_logprobs: 0,
  presence_penalty: 0,
  frequency_penalty: 0,
  reasoning: { effort: 'low', summary: 'auto' },
  max_output_tokens: null,
  max_tool_calls: null,
  store: false,
  background: false,
  service_tier: 'default',
  metadata: {},
  safety_identifier: null,
  prompt_cache_key: null,
  usage: {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 14,
  },
};

type Event = Members & { readonly type: string };

/** Each part in one delta. @see https://developers.openai.com/api/reference/resources/responses/streaming-events */
function eventsOf(response: Members & { readonly output: readonly Members[] }): Event[] {
  const opened = {
    ...response,
    status: 'in_progress',
    output: [],
    usage: null,
    completed_at: null,
  };
  const events = [
    { type: 'response.created', response: opened },
    { type: 'response.in_progress', response: opened },
    ...response.output.flatMap(itemEvents),
    { type: 'response.completed', response },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function itemEvents(item: Members, output_index: number): Event[] {
  const place = { item_id: item.id, output_index };
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, ...emptied(item) } },
    ...insideEvents(item, place),
    { type: 'response.output_item.done', output_index, item },
  ];
}

function emptied({ type }: Members): Members {
  if (type === 'reasoning') return { summary: [] };
  return { status: 'in_progress', ...(type === 'message' ? { content: [] } : { arguments: '' }) };
}

function insideEvents(item: Members, place: Members): Event[] {
  if (item.type === 'function_call') {
    const { arguments: text } = item;
    const name = 'response.function_call_arguments';
    return [
      { type: `${name}.delta`, ...place, delta: text },
      { type: `${name}.done`, ...place, arguments: text },
    ];
  }
  const isMessage = item.type === 'message';
  const [whole, text] = isMessage
    ? ['response.content_part', 'response.output_text']
    : ['response.reasoning_summary_part', 'response.reasoning_summary_text'];
  return listOf(isMessage ? item.content : item.summary).flatMap((part, index) => {
    const where = { ...place, [isMessage ? 'content_index' : 'summary_index']: index };
    const logprobs = isMessage ? { logprobs: [] } : {};
    return [
      { type: `${whole}.added`, ...where, part: { ...part, text: '' } },
      { type: `${text}.delta`, ...where, delta: part.text, ...logprobs },
      { type: `${text}.done`, ...where, text: part.text, ...logprobs },
      { type: `${whole}.done`, ...where, part },
    ];
  });
}

function linesOf(item: Members): string[] {
  switch (item.type ?? 'message') {
    case 'function_call':
      return [line.call(item.name, argsOf(item.arguments))];
    case 'function_call_output':
      return partsOf(item.output, 'input_text').map((part) => told(part, line.output));
    case 'message': {
      const { role, content } = item;
      if (role === 'system' || role === 'developer') return [];
      const say = (text: unknown) => line.said(role === 'user' ? 'user' : 'model', text);
      return partsOf(content, 'input_text').map((part) => told(part, say));
    }
    default:
      return [];
  }
}

function told({ text, image_url }: Members, say: (text: unknown) => string): string {
  return image_url ? pictureIn(image_url) : say(text);
}
