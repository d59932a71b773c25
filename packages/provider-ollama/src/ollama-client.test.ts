import { startUpstream, type Upstream } from '@gw/testkit/upstream';
import { ollamaLines, ollamaWire } from '@gw/testkit/wires';
import { type Message, Ollama } from 'ollama';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The script that this provider is tested against is Ollama's wire, not ours, if Ollama's own client
// understands it.

const wire = ollamaWire();
const answer = {
  text: ['Grüße', ' aus', ' 東京'],
  toolCalls: [
    { id: 'call_a', name: 'weather', arguments: '{"city":"Köln","days":3}' },
    { id: 'call_b', name: 'weather', arguments: '{"city":"東京","days":1}' },
  ],
  finishReason: 'tool_calls' as const,
  usage: { input: 7, output: 5 },
};
const calls = [
  { id: 'call_a', function: { index: 0, name: 'weather', arguments: { city: 'Köln', days: 3 } } },
  { id: 'call_b', function: { index: 1, name: 'weather', arguments: { city: '東京', days: 1 } } },
];
const messages: Message[] = [{ role: 'user', content: 'How is it?' }];
const model = 'llama3.2';

let upstream: Upstream;
let client: Ollama;

beforeEach(async () => {
  upstream = await startUpstream({ basePath: wire.basePath ?? '' });
  client = new Ollama({ host: upstream.url });
});

afterEach(() => upstream.close());

const chat = (kind: 'json' | 'stream', finishReason: 'tool_calls' | 'length' = 'tool_calls') =>
  upstream.script(wire.answers.chat?.({ ...answer, finishReason }, kind) ?? expect.fail());

describe("Ollama's own client understands the scripted wire", () => {
  it('as JSON', async () => {
    chat('json');
    const told = await client.chat({ model, messages, stream: false });
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', path: '/api/chat' });
    expect(told).toMatchObject({
      model,
      message: { role: 'assistant', content: 'Grüße aus 東京', tool_calls: calls },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 7,
      eval_count: 5,
    });
  });

  it('as a stream', async () => {
    chat('stream', 'length');
    const told = await Array.fromAsync(await client.chat({ model, messages, stream: true }));
    expect(
      told.map(({ message, done, done_reason }) => [message.content, done, done_reason]),
    ).toEqual([
      ['Grüße', false, undefined],
      [' aus', false, undefined],
      [' 東京', false, undefined],
      ['', false, undefined],
      ['', false, undefined],
      ['', true, 'length'],
    ]);
    expect(told.flatMap(({ message }) => message.tool_calls ?? [])).toEqual(calls);
    expect(told.at(-1)).toMatchObject({ prompt_eval_count: 7, eval_count: 5 });
  });

  it('with an error inside of it', async () => {
    const error = wire.errorInStream?.('The suite is overloaded.') ?? expect.fail();
    const good = wire.answers.chat?.(answer, 'stream') ?? expect.fail();
    upstream.script((steps, request, context) =>
      error(good(steps, request, context), request, context),
    );
    const stream = await client.chat({ model, messages, stream: true });
    const told: string[] = [];
    await expect(async () => {
      for await (const { message } of stream) told.push(message.content);
    }).rejects.toThrow('The suite is overloaded.');
    expect(told).toEqual(['Grüße']);
  });

  it('as lines of any kind', async () => {
    upstream.script(ollamaLines([{ message: { content: '', thinking: 'Hm' }, done: true }]));
    const [told] = await Array.fromAsync(await client.chat({ model, messages, stream: true }));
    expect(told?.message.thinking).toBe('Hm');
  });

  it('as vectors, as a list, as a refusal', async () => {
    upstream.script(wire.answers.embeddings?.({ vectors: [[0.5, 1]], tokens: 3 }) ?? expect.fail());
    const vectors = await client.embed({ model, input: ['a'] });
    expect(vectors).toMatchObject({ model, embeddings: [[0.5, 1]], prompt_eval_count: 3 });
    upstream.script(wire.answers.models?.(['a:1', 'b']) ?? expect.fail());
    expect((await client.list()).models.map(({ name }) => name)).toEqual(['a:1', 'b']);
    const fields = { message: "model 'x' not found", type: '', param: '', code: '' };
    upstream.script(wire.refusal(404, fields));
    await expect(client.chat({ model, messages })).rejects.toMatchObject({
      status_code: 404,
      message: "model 'x' not found",
    });
  });
});
