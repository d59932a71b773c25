type Item = Readonly<Record<string, unknown>> & { readonly type: string };

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const document = 'data:application/pdf;base64,JVBERi0xLjQKJcOkw7zDtsOfCg==';

/** A client's items, one of each kind that a model can be asked with by itself. */
export const inputItems: readonly Item[] = [
  {
    type: 'message',
    id: 'msg_in_1',
    role: 'user',
    status: 'completed',
    content: [
      { type: 'input_text', text: 'Größe 模型 👋🏽 "\\\n' },
      { type: 'input_image', image_url: pixel, detail: 'high' },
      { type: 'input_file', filename: 'a.pdf', file_data: document },
    ],
  },
  {
    type: 'message',
    id: 'msg_in_2',
    role: 'developer',
    status: 'completed',
    content: [{ type: 'input_text', text: 'Be kind.' }],
  },
  {
    type: 'reasoning',
    id: 'rs_in_1',
    summary: [{ type: 'summary_text', text: 'I thought.' }],
    encrypted_content: 'b3BhcXVl',
  },
  {
    type: 'message',
    id: 'msg_in_3',
    role: 'assistant',
    status: 'completed',
    phase: 'commentary',
    content: [{ type: 'output_text', text: 'I look.', annotations: [], logprobs: [] }],
  },
  {
    type: 'function_call',
    id: 'fc_in_1',
    call_id: 'call_in_1',
    name: 'look',
    arguments: '{"at": 1.50}',
    status: 'completed',
  },
  {
    type: 'function_call_output',
    id: 'fco_in_1',
    call_id: 'call_in_1',
    status: 'completed',
    output: [
      { type: 'input_text', text: 'seen' },
      { type: 'input_image', image_url: pixel, detail: 'low' },
    ],
  },
  {
    type: 'custom_tool_call',
    id: 'ctc_in_1',
    call_id: 'call_in_2',
    name: 'shell',
    input: 'ls -l',
  },
  {
    type: 'custom_tool_call_output',
    id: 'ctco_in_1',
    call_id: 'call_in_2',
    output: 'total 0',
  },
  { type: 'from_tomorrow', id: 'ft_in_1', deep: { b: [1, null, { a: false }], a: '\u0000' } },
];

/** What a model that speaks Responses answers with: each kind of item that its own server makes, too. */
export const outputItems: readonly Item[] = [
  {
    type: 'reasoning',
    id: 'rs_out_1',
    summary: [{ type: 'summary_text', text: 'I think.' }],
    encrypted_content: 'b3V0cHV0',
  },
  {
    type: 'web_search_call',
    id: 'ws_out_1',
    status: 'completed',
    action: {
      type: 'search',
      query: 'q',
      sources: [{ type: 'url', url: 'https://example.test/' }],
    },
  },
  {
    type: 'file_search_call',
    id: 'fs_out_1',
    status: 'completed',
    queries: ['q'],
    results: [{ filename: 'a.txt', score: 0.5, text: 'found', attributes: {} }],
  },
  {
    type: 'code_interpreter_call',
    id: 'ci_out_1',
    status: 'completed',
    code: 'print(1)',
    outputs: [{ type: 'logs', logs: '1\n' }],
  },
  { type: 'image_generation_call', id: 'ig_out_1', status: 'completed', result: 'iVBORw0KGgo=' },
  {
    type: 'mcp_list_tools',
    id: 'mcpl_out_1',
    server_label: 'docs',
    tools: [{ name: 't', input_schema: { type: 'object' }, annotations: null }],
  },
  {
    type: 'mcp_call',
    id: 'mcp_out_1',
    server_label: 'docs',
    name: 't',
    arguments: '{}',
    output: 'done',
    status: 'completed',
  },
  { type: 'tomorrow_call', id: 'tc_out_1', status: 'completed', deep: { z: 1, a: [{}] } },
  {
    type: 'message',
    id: 'msg_out_1',
    role: 'assistant',
    status: 'completed',
    phase: 'commentary',
    content: [
      {
        type: 'output_text',
        text: 'Seen.',
        annotations: [
          {
            type: 'url_citation',
            start_index: 0,
            end_index: 4,
            url: 'https://example.test/',
            title: 't',
          },
        ],
        logprobs: [],
      },
    ],
  },
  {
    type: 'function_call',
    id: 'fc_out_1',
    call_id: 'call_out_1',
    name: 'look',
    arguments: '{"at":2}',
    status: 'completed',
  },
  {
    type: 'custom_tool_call',
    id: 'ctc_out_1',
    call_id: 'call_out_2',
    name: 'shell',
    input: 'rm -r x',
    status: 'completed',
  },
];

/** Items that name what their server holds, which no other server has. */
export const itemsHeldElsewhere: readonly Item[] = [
  {
    type: 'file_search_call',
    id: 'fs_held_1',
    status: 'completed',
    queries: ['q'],
    results: [{ file_id: 'file-1', filename: 'a.txt', score: 0.5, text: 'found' }],
  },
  {
    type: 'code_interpreter_call',
    id: 'ci_held_1',
    status: 'completed',
    code: 'print(1)',
    container_id: 'cntr_1',
    outputs: null,
  },
];

/** What the client says to that. */
export const nextItems: readonly Item[] = [
  {
    type: 'function_call_output',
    id: 'fco_next_1',
    call_id: 'call_out_1',
    status: 'completed',
    output: 'two',
  },
  {
    type: 'custom_tool_call_output',
    id: 'ctco_next_1',
    call_id: 'call_out_2',
    output: 'gone',
  },
];

/** What must be asked for to see items whole. */
const wholeItems = [
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
] as const;

export const includeWhole = wholeItems.map((name) => `include[]=${name}`).join('&');
