import { textOf } from '../upstream/json-replies.ts';

/** One request, ready to be sent over and over. */
export interface Requested {
  readonly path: string;
  readonly body: Buffer;
}

const model = 'bench-model';
const system = { role: 'system', content: 'You are a helpful assistant. Answer briefly.' };

/** An ordinary call with two tools, 1.3 KB, and `length` characters more of conversation. */
export function chatRequest(length = 0): Requested {
  const history = length === 0 ? [] : [{ role: 'user', content: textOf(length) }];
  return toRequest('chat/completions', {
    model,
    messages: [system, ...history, { role: 'user', content: 'What is the weather in Paris?' }],
    tools: [tool('get_weather', 'city'), tool('get_time', 'time_zone')],
    temperature: 0.2,
    max_completion_tokens: 1_000,
  });
}

export function chatStreamRequest(): Requested {
  const messages = [system, { role: 'user', content: 'Tell me a long story.' }];
  const options = { include_usage: true };
  return toRequest('chat/completions', { model, messages, stream: true, stream_options: options });
}

export function embeddingsRequest(): Requested {
  return toRequest('embeddings', { model, input: 'The quick brown fox', encoding_format: 'float' });
}

/** A call whose answer is to be kept, as the API does unless it is told otherwise. */
export function responsesRequest(): Requested {
  return toRequest('responses', { model, instructions: system.content, input: 'Tell me a story.' });
}

/** `native/…` is what the measured programs send to an upstream that speaks Responses itself. */
export function responsesStreamRequest(name = model): Requested {
  return toRequest('responses', {
    model: name,
    instructions: system.content,
    input: 'Tell me a long story.',
    stream: true,
    // As agents do that keep the conversation themselves.
    store: false,
  });
}

/** A picture as a client sends one: base64 in the middle of a short message. */
export function pictureRequest(bytes: number): Requested {
  const url = `data:image/png;base64,${'iVBORw0K'.repeat(bytes / 8)}`;
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url } },
  ];
  return toRequest('chat/completions', { model, messages: [{ role: 'user', content }] });
}

function toRequest(path: string, body: object): Requested {
  return { path: `/v1/${path}`, body: Buffer.from(JSON.stringify(body)) };
}

function tool(name: string, parameter: string): object {
  const description = `${textOf(200)} Use it whenever the user asks for it.`;
  const properties = {
    [parameter]: { type: 'string', description: 'As exactly as the user has said it.' },
  };
  const parameters = { type: 'object', properties, required: [parameter] };
  return { type: 'function', function: { name, description, parameters } };
}
