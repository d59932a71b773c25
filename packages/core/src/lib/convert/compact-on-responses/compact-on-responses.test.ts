import type { CompactRequest, ResponseResource, ResponsesInputItem } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { recordLog } from '../../../__fixtures__/records.ts';
import type { ConversionContext } from '../../conversion.ts';
import { expandInput } from '../../responses/expand-input.ts';
import { createMemoryResponseStore } from '../../responses/memory-response-store.ts';
import { createSealer } from '../../responses/seal.ts';
import { compactOnResponses } from './compact-on-responses.ts';

const sealer = createSealer({ log: recordLog() });

function contextFor(tenant = 'a'): ConversionContext {
  let count = 0;
  return {
    boundary: 'x',
    rawReasoning: 'summary',
    quirks: [],
    carries: [],
    createId: (prefix) => `${prefix}_${++count}`,
    warn: () => {},
    seal: (purpose, text) => sealer.seal(tenant, purpose, text),
  };
}

const ask = (members: Partial<CompactRequest>) =>
  compactOnResponses.request({ model: 'm', ...members }, contextFor());

const tell = (response: object, input: CompactRequest['input'] = 'hi') =>
  Promise.resolve(
    compactOnResponses.response(response as ResponseResource, { model: 'm', input }, contextFor()),
  );

const usage = {
  input_tokens: 139,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens: 438,
  output_tokens_details: { reasoning_tokens: 64 },
  total_tokens: 577,
};

const says = (...texts: string[]) => ({
  created_at: 1764967971,
  status: 'completed',
  output: [
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'thought' }] },
    {
      type: 'message',
      role: 'assistant',
      content: texts.map((text) => ({ type: 'output_text', text })),
    },
  ],
  usage,
});

const user = (content: string): ResponsesInputItem => ({ type: 'message', role: 'user', content });
const assistant = (content: string): ResponsesInputItem => ({ role: 'assistant', content });

/** What the model is told when a compaction is handed back. */
async function handBack(output: readonly unknown[], tenant = 'a') {
  const { items } = await expandInput(
    { model: 'm', input: output as ResponsesInputItem[] },
    {
      tenant,
      store: createMemoryResponseStore(),
      openCompaction: (sealed) => sealer.open(tenant, 'compaction', sealed),
      isSealed: sealer.isSealed,
      warn: () => {},
    },
  );
  return items;
}

describe('compaction asks the model for a summary', () => {
  test('of the same input, without tools, and keeps nothing', async () => {
    const input = [user('hi'), assistant('hello')];
    expect(await ask({ input, prompt_cache_key: 'k' })).toEqual({
      model: 'm',
      instructions: expect.stringContaining('summarize'),
      input: [
        ...input,
        { type: 'message', role: 'user', content: expect.stringContaining('summary') },
      ],
      store: false,
      stream: false,
      prompt_cache_key: 'k',
    });
  });

  test('of a text, with the caller’s instructions as context only', async () => {
    const request = await ask({ input: 'hi', instructions: 'Talk like a pirate.' });
    expect(request.input).toMatchObject([user('hi'), { role: 'user' }]);
    expect(request.instructions).toMatch(/<instructions>\nTalk like a pirate\.\n<\/instructions>$/);
    expect(request.instructions).toContain('summarize');
    expect(request).not.toHaveProperty('prompt_cache_key');
  });

  test.each([null, undefined, []])('of something: %j is refused', (input) => {
    expect(() => ask({ input })).toThrow(
      expect.objectContaining({ code: 'missing_required_parameter', param: 'input' }),
    );
  });
});

describe('the answer', () => {
  test('is what the user said and one sealed item', async () => {
    const input = [user('first'), assistant('hello'), user('second')];
    const resource = await tell(says('All is', ' well.'), input);
    const message = (id: string, text: string) => ({
      id,
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_text', text }],
    });
    expect(resource).toEqual({
      id: expect.stringMatching(/^resp_/),
      object: 'response.compaction',
      created_at: 1764967971,
      output: [
        message(expect.stringMatching(/^msg_/), 'first'),
        message(expect.stringMatching(/^msg_/), 'second'),
        {
          type: 'compaction',
          id: expect.stringMatching(/^cmp_/),
          encrypted_content: expect.stringMatching(/^gwe1\./),
        },
      ],
      usage,
    });
    expect(JSON.stringify(resource)).not.toContain('All is well.');
  });

  test('handed back is the same messages, once, and the summary', async () => {
    const { output } = await tell(says('All is well.'), [user('first'), assistant('hello')]);
    const items = await handBack([...output, user('next')]);
    expect(items).toEqual([
      output[0],
      {
        type: 'message',
        role: 'user',
        content: expect.stringMatching(/summary.*\n\nAll is well\.$/),
      },
      user('next'),
    ]);
  });

  test('of one tenant does not open for another', async () => {
    const { output } = await tell(says('All is well.'));
    await expect(handBack(output, 'b')).rejects.toMatchObject({
      code: 'invalid_encrypted_content',
      param: 'input[1].encrypted_content',
    });
  });

  test('compacted again holds the new summary and not the old one', async () => {
    const first = await tell(says('old summary'), [user('first')]);
    const input = [...(await handBack(first.output)), user('second')];
    const second = await tell(says('new summary'), input);
    const items = await handBack(second.output);
    expect(items).toMatchObject([
      { content: [{ text: 'first' }] },
      { content: [{ text: 'second' }] },
      { content: expect.stringContaining('new summary') },
    ]);
    expect(JSON.stringify(items)).not.toContain('old summary');
  });

  test.each([
    ['no usage', undefined],
    ['null', null],
    ['half of it', { input_tokens: null, output_tokens_details: null }],
  ])('has usage where the upstream told %s', async (_, told) => {
    const resource = await tell({ ...says('x'), usage: told });
    expect(resource.usage).toEqual({
      input_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 0,
    });
  });

  test('has a time where the upstream told none', async () => {
    const { created_at } = await tell({ ...says('x'), created_at: undefined });
    expect(Math.abs(created_at - Date.now() / 1000)).toBeLessThan(5);
  });

  test.each([
    ['nothing', { output: [] }],
    ['null', { output: null }],
    ['blanks', says(' \n')],
    ['a refusal', { output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'no' }] }] }],
    [
      'things out of order',
      {
        output: [
          null,
          { type: 'message', content: null },
          { type: 'message', content: [{ type: 'output_text', text: null }] },
        ],
      },
    ],
    ['half a summary', { ...says('half'), status: 'incomplete' }],
    ['half a summary, and failed', { ...says('half'), status: 'failed' }],
  ])('is an error of the model where that wrote %s', async (_, response) => {
    await expect(tell(response)).rejects.toMatchObject({ code: 'model_error', status: 500 });
  });
});

describe('messages that are kept', () => {
  const kept = async (...input: unknown[]) =>
    (await tell(says('x'), input as ResponsesInputItem[])).output.slice(0, -1);

  test('are the user’s, as they were said, with their ids', async () => {
    const parts = [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'https://x/y' },
      null,
    ];
    expect(
      await kept(
        { role: 'developer', content: 'x' },
        { role: 'user', id: 'msg_own', content: parts },
        assistant('x'),
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
      ),
    ).toEqual([
      {
        id: 'msg_own',
        type: 'message',
        status: 'completed',
        role: 'user',
        content: [
          { type: 'input_text', text: 'look' },
          { type: 'input_image', image_url: 'https://x/y', detail: 'auto' },
        ],
      },
    ]);
  });

  test('are the most recent ones that fit, without gaps', async () => {
    const long = user('x'.repeat(30_000));
    expect(await kept(user('first'), long, user('second'), long)).toMatchObject([
      { content: [{ text: 'second' }] },
      { content: [{ text: 'x'.repeat(30_000) }] },
    ]);
    expect(await kept(user('first'), user('x'.repeat(50_000)))).toEqual([]);
  });

  test('may hold pictures, whose bytes are not what they cost', async () => {
    const image_url = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const picture = { role: 'user', content: [{ type: 'input_image', image_url }] };
    expect(await kept(...Array(12).fill(picture))).toHaveLength(10);
  });
});
