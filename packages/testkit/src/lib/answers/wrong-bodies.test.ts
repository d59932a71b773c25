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
