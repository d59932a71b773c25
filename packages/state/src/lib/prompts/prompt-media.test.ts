import {
  createGateway,
  type Payload,
  type Provider,
  payloadFromValue,
  readPayload,
} from '@gw/core';
import { expect, test } from 'vitest';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';

/** Whatever was answered. */
type Json = ReturnType<typeof JSON.parse>;

const image = { type: 'input_image', image_url: 'https://pictures.test/a.png', detail: 'low' };
const file = {
  type: 'input_file',
  filename: 'a.pdf',
  file_data: 'data:application/pdf;base64,QQ==',
};

/** An upstream that speaks Responses itself. */
function responsesModel(): Provider & { readonly asked: Json[] } {
  const asked: Json[] = [];
  const content = [{ type: 'output_text', text: 'Hello', annotations: [] }];
  const said = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content };
  return {
    specVersion: 1,
    id: 'model',
    capabilities: { apis: ['responses'] },
    asked,
    async call({ body }) {
      asked.push(readPayload(body as unknown as Payload<Json>));
      const response = { id: 'r', object: 'response', status: 'completed', output: [said] };
      return { status: 200, headers: {}, json: payloadFromValue(response) as never };
    },
  };
}

async function ask(provider: Provider, template: string, variables: object): Promise<Json> {
  const gateway = createGateway({
    providers: [provider],
    use: [createState({ store: createMemoryStore() })],
  });
  const post = async (path: string, body: object): Promise<Json> => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await gateway.fetch(new Request(`http://gw/v1${path}`, init))).json();
  };
  const { id } = await post('/prompts', { prompt: template });
  const given = { model: 'm', input: 'Well?', prompt: { id, variables } };
  const answer = await post('/responses', given);
  await gateway.close();
  return answer;
}

test('pictures and files of a prompt reach an upstream that speaks chat, as words of the user', async () => {
  const model = chatModel();
  const answer = await ask(model, 'Look: {{a}}, then {{b}}.', { a: image, b: file });
  expect(answer).toMatchObject({
    status: 'completed',
    prompt: { variables: { a: image, b: file } },
  });
  expect(model.asked[0]?.messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look: ' },
        { type: 'image_url', image_url: { url: image.image_url, detail: 'low' } },
        { type: 'text', text: ', then ' },
        { type: 'file', file: { filename: file.filename, file_data: file.file_data } },
        { type: 'text', text: '.' },
      ],
    },
    { role: 'user', content: 'Well?' },
  ]);
});

test('and one that speaks Responses', async () => {
  const model = responsesModel();
  expect(await ask(model, '{{a}} Look!', { a: image })).toMatchObject({ status: 'completed' });
  expect(model.asked[0].input).toEqual([
    { type: 'message', role: 'user', content: [image, { type: 'input_text', text: ' Look!' }] },
    { role: 'user', content: 'Well?' },
  ]);
});

test('a prompt of text alone is instructions for both', async () => {
  const [chat, native] = [chatModel(), responsesModel()];
  await ask(chat, 'Be {{how}}.', { how: 'brief' });
  expect(chat.asked[0]?.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Well?' },
  ]);
  await ask(native, 'Be {{how}}.', { how: { type: 'input_text', text: 'brief' } });
  expect(native.asked[0]).toMatchObject({ instructions: 'Be brief.', input: 'Well?' });
});

test.each([
  [{ type: 'input_image' }, 'missing_required_parameter', 'image_url'],
  [{ type: 'input_image', file_id: 'file_1' }, 'unsupported_parameter', 'file_id'],
  [{ type: 'input_file', file_url: 'https://a.test/b' }, 'unsupported_parameter', 'file_url'],
])('what a model cannot take is told by its variable: %j', async (part, code, member) => {
  const variables = { how: 'Please', a: image, b: part };
  const { error } = await ask(chatModel(), '{{how}} look: {{a}}, then {{b}}.', variables);
  const param = `prompt.variables.b.${member}`;
  expect(error).toMatchObject({ code, param, message: expect.stringContaining(`"${param}"`) });
});
