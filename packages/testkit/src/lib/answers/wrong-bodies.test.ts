import { expect, it } from 'vitest';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

const garbage = [
  null,
  true,
  0,
  -1,
  1.5,
  1e9,
  'x',
  [],
  {},
  [null],
  [{}],
  [[]],
  { type: 'function' },
];

const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } };
const routes = {
  'chat/completions': {
    model: 'm',
    messages: [{ role: 'user', content: 'f' }],
    n: 1,
    max_tokens: 5,
    logprobs: true,
    top_logprobs: 1,
    response_format: { type: 'text' },
    tools: [tool],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    stream: true,
    stream_options: { include_usage: true },
  },
  responses: {
    model: 'm',
    input: [{ role: 'user', content: 'f' }],
    instructions: 'i',
    max_output_tokens: 16,
    top_logprobs: 1,
    include: ['message.output_text.logprobs'],
    reasoning: { effort: 'low', summary: 'auto' },
    text: { format: { type: 'text' } },
    tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    metadata: {},
    stream: true,
    stream_options: { include_obfuscation: false },
  },
  'responses/compact': { model: 'm', input: [{ role: 'user', content: 'f' }], instructions: 'i' },
  'responses/input_tokens': { model: 'm', input: 'x', tools: [{ type: 'function', name: 'f' }] },
  messages: {
    model: 'm',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'f' }],
    system: 's',
    tools: [{ name: 'f', input_schema: { type: 'object' } }],
    tool_choice: { type: 'auto' },
    thinking: { type: 'adaptive' },
    output_config: { effort: 'low' },
    stop_sequences: ['x'],
    metadata: {},
    stream: true,
  },
  'messages/count_tokens': { model: 'm', messages: [{ role: 'user', content: 'f' }], system: 's' },
  embeddings: { model: 'm', input: 'x', dimensions: 2, encoding_format: 'base64' },
  'images/generations': {
    model: 'm',
    prompt: 'p',
    n: 1,
    size: 'auto',
    quality: 'auto',
    background: 'auto',
    response_format: 'url',
    stream: false,
    partial_images: 1,
  },
};

it.each(Object.entries(routes))(
  '%s answers or refuses whatever stands in a member',
  async (route, good) => {
    const upstream = await startUpstream();
    const send = (body: unknown) =>
      sendRaw(`${upstream.url}/${route}`, { body: JSON.stringify(body) });
    expect((await send(good)).status).toBe(200);
    for (const body of garbage) expect([200, 400]).toContain((await send(body)).status);
    for (const member of Object.keys(good)) {
      for (const value of garbage) {
        const { status, text } = await send({ ...good, [member]: value });
        expect([200, 400], `${member}: ${JSON.stringify(value)} → ${text}`).toContain(status);
      }
    }
    await upstream.close();
  },
);

it('chat/completions takes tools and choices of any shape', async () => {
  const upstream = await startUpstream();
  const { messages } = routes['chat/completions'];
  const choices = [
    ...garbage,
    { type: 'function', function: null },
    { type: 'custom' },
    { type: 'allowed_tools' },
    { type: 'allowed_tools', allowed_tools: { mode: 'required' } },
    { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: garbage } },
  ];
  const schemas = [...garbage, { properties: { a: true, b: null } }, { anyOf: [] }, { enum: [] }];
  for (const tool_choice of [...choices, 'required']) {
    for (const parameters of schemas) {
      const tools = [{ type: 'custom' }, { type: 'function', function: { name: 'f', parameters } }];
      const body = { model: 'm', messages, tools, tool_choice };
      const { status, text } = await sendRaw(`${upstream.url}/chat/completions`, { body });
      expect([200, 400], `${JSON.stringify(body)} → ${text}`).toContain(status);
    }
  }
  await upstream.close();
});

it('messages takes blocks, tools and choices of any shape', async () => {
  const upstream = await startUpstream();
  const answers = async (more: object) => {
    const messages = [{ role: 'user', content: 'f' }];
    const body = { model: 'm', max_tokens: 9, messages, ...more };
    const { status, text } = await sendRaw(`${upstream.url}/messages`, { body });
    expect([200, 400], `${JSON.stringify(body)} → ${text}`).toContain(status);
  };
  const types = ['text', 'image', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'x'];
  const members = ['type', 'text', 'content', 'source', 'id', 'tool_use_id', 'signature', 'data'];
  for (const value of garbage) {
    for (const type of types) {
      const blocks = members.map((member) => ({ type, text: 'f', [member]: value }));
      for (const block of blocks) await answers({ messages: [{ role: 'user', content: [block] }] });
    }
    await answers({ messages: [value] });
    await answers({ messages: [{ role: value, content: value }] });
    await answers({ system: [value] });
    await answers({ output_config: { format: value } });
    await answers({ output_config: { format: { type: 'json_schema', schema: value } } });
    await answers({ thinking: { type: 'enabled', budget_tokens: value } });
    for (const type of ['any', 'tool', value]) {
      const tool_choice = { type, name: value, disable_parallel_tool_use: value };
      await answers({ tools: [value], tool_choice });
      await answers({ tools: [{ name: 'f', input_schema: value }], tool_choice });
      await answers({ tools: [{ type: value, name: 'f' }], tool_choice });
    }
  }
  await upstream.close();
});

it('responses takes items, tools and choices of any shape', async () => {
  const upstream = await startUpstream();
  const answers = async (more: object) => {
    const body = { model: 'm', input: 'f', ...more };
    const { status, text } = await sendRaw(`${upstream.url}/responses`, { body });
    expect([200, 400, 404], `${JSON.stringify(body)} → ${text}`).toContain(status);
  };
  const item = { type: 'message', role: 'user', content: 'f', output: 'f', id: 'x', call_id: 'c' };
  for (const value of garbage) {
    for (const member of [...Object.keys(item), 'encrypted_content']) {
      await answers({ input: [{ ...item, [member]: value }] });
    }
    await answers({ input: [value] });
    await answers({ input: [{ ...item, content: [value, { type: 'input_text', text: value }] }] });
    await answers({ conversation: value });
    await answers({ prompt: value });
    await answers({ text: { format: { type: 'json_schema', schema: value } } });
    for (const tool_choice of [
      'required',
      value,
      { type: 'allowed_tools', mode: 'required', tools: [value] },
    ]) {
      await answers({ tools: [value], tool_choice });
      await answers({ tools: [{ type: 'function', name: 'f', parameters: value }], tool_choice });
      await answers({
        tools: [{ type: 'web_search' }, { type: 'custom', name: 'f' }],
        tool_choice,
      });
    }
  }
  await upstream.close();
});
