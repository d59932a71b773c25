import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import { chatOf, greeting, says } from '../answers.ts';
import { askJson, askStream } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { framesOf, textOf } from '../frames.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import { keepsBytes } from '../sent-bytes.ts';
import { toldIn } from '../told.ts';

const text = greeting.text.join('');

async function textInJson(bench: Bench): Promise<string> {
  says(bench, greeting, 'json');
  const { json } = await askJson(bench, 'chat');
  const completion = readPayload(json) as ChatCompletion;
  assert.equal(completion.object, 'chat.completion');
  assert.ok(completion.id, 'a completion has an id');
  assert.ok(Number.isInteger(completion.created), '"created" is in Unix seconds');
  assert.equal(typeof completion.model, 'string');
  assert.equal(completion.choices.length, 1, 'one answer was asked for');
  const [choice] = completion.choices;
  assert.equal(choice?.index, 0);
  assert.equal(choice?.message.role, 'assistant');
  assert.equal(choice?.finish_reason, 'stop');
  return choice?.message.content ?? assert.fail('an answer without text');
}

async function textInStream(bench: Bench): Promise<string> {
  says(bench, greeting, 'stream');
  const frames = await framesOf(bench, await askStream(bench));
  assert.equal(frames.at(-1)?.kind, 'done', 'a chat stream ends with [DONE]');
  assert.equal(frames.filter(({ kind }) => kind === 'done').length, 1);
  const told = toldIn(frames);
  assert.equal(new Set(told.chunks.map(({ id }) => id)).size, 1, 'all chunks have one id');
  assert.equal(
    told.chunks[0]?.choices[0]?.delta.role,
    'assistant',
    'the first chunk says who speaks',
  );
  assert.deepEqual(told.finishReasons, ['stop']);
  return told.text;
}

export const chatCases: readonly ProviderCase[] = [
  anyCase('chat: a text as JSON', { api: 'chat' }, async (bench) => {
    const said = await textInJson(bench);
    if (bench.upstream) assert.equal(said, text);
    else assert.ok(said.length > 0);
  }),
  anyCase('chat: a stream says what the JSON says', { api: 'chat' }, async (bench) => {
    assert.equal(await textInStream(bench), bench.upstream ? text : await textInJson(bench));
  }),
  upstreamCase(
    'chat: a JSON reply keeps its bytes',
    { api: 'chat', native: true },
    async (bench) => {
      const sent = keepsBytes(bench, chatOf(bench.wire, greeting, 'json'));
      const { json } = await askJson(bench, 'chat');
      assert.equal(new TextDecoder().decode(json.bytes()), sent());
    },
  ),
  upstreamCase(
    'chat: the frames of a stream keep their bytes',
    { api: 'chat', native: true },
    async (bench) => {
      const sent = keepsBytes(bench, chatOf(bench.wire, greeting, 'stream'));
      const frames = await framesOf(bench, await askStream(bench));
      assert.ok(
        frames.every(({ raw }) => raw !== undefined),
        'every frame has the bytes that came',
      );
      assert.equal(textOf(frames), sent());
    },
  ),
  upstreamCase('requests: model and messages reach the upstream', { api: 'chat' }, (bench) =>
    reachesUpstream(bench),
  ),
];

async function reachesUpstream(bench: UpstreamBench): Promise<void> {
  const messages = [
    { role: 'system', content: 'Speak like the suite.' },
    { role: 'user', content: 'Is "ü\\n" there?' },
  ];
  says(bench, greeting, 'json');
  await askJson(bench, 'chat', { messages });
  const [sent] = bench.upstream.requests;
  assert.equal(sent?.method, 'POST');
  assert.match(sent?.header('content-type') ?? '', /^application\/json\b/);
  const target = decodeURIComponent(sent?.path ?? '') + sent?.text;
  assert.ok(target.includes(bench.modelOf('chat')), 'the model is named');
  const said = JSON.stringify(sent?.json);
  for (const { content } of messages) {
    assert.ok(said.includes(JSON.stringify(content).slice(1, -1)), `"${content}" is said`);
  }
}
