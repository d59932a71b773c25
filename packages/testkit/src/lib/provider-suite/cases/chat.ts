import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import { greeting, says } from '../answers.ts';
import { askJson, askStream } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { chatTalk } from '../chat-talk.ts';
import { framesOf } from '../frames.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { toldIn } from '../told.ts';

const needs = { api: 'chat' } as const;
const text = greeting.text.join('');

async function textInJson(bench: Bench): Promise<string> {
  says(bench, chatTalk, greeting, 'json');
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
  says(bench, chatTalk, greeting, 'stream');
  const frames = await framesOf(bench, await askStream(bench, 'chat'));
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
  anyCase('chat: a text as JSON', needs, async (bench) => {
    const said = await textInJson(bench);
    if (bench.upstream) assert.equal(said, text);
    else assert.ok(said.length > 0);
  }),
  anyCase('chat: a stream says what the JSON says', needs, async (bench) => {
    assert.equal(await textInStream(bench), bench.upstream ? text : await textInJson(bench));
  }),
];
