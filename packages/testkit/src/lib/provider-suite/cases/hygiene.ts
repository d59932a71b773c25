import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readPayload } from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import { cutMidStream } from '../../behaviours/cut.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { when } from '../../upstream/script.ts';
import { chatOf, greeting } from '../answers.ts';
import { ask, askJson, askStream } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { framesOf, leave, readStream } from '../frames.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import type { ReplyKind } from '../provider-wire.ts';
import { inHalves } from '../reads.ts';
import { fields } from '../refusal.ts';
import { toldIn } from '../told.ts';

const markers = Array.from({ length: 16 }, (_, index) => `suite-marker-${index}-`);
const kindOf = (index: number): ReplyKind => (index % 2 === 0 ? 'stream' : 'json');

/** Each answer says what its own request said; its frames come in halves, between those of others. */
function scriptMarkers({ upstream, wire }: UpstreamBench): void {
  for (const [index, marker] of markers.entries()) {
    const answer = { ...greeting, text: Array.from({ length: 5 }, () => marker) };
    upstream.script(
      when(({ text }) => text.includes(marker), chatOf(wire, answer, kindOf(index), inHalves())),
    );
  }
}

async function echo(bench: Bench, index: number): Promise<string> {
  const messages = [{ role: 'user', content: `Repeat ${markers[index]}` }];
  if (kindOf(index) === 'stream') {
    return toldIn(await framesOf(bench, await askStream(bench, 'chat', { messages }))).text;
  }
  const { json } = await askJson(bench, 'chat', { messages });
  return (readPayload(json) as ChatCompletion).choices[0]?.message.content ?? '';
}

async function callsDoNotMix(bench: Bench): Promise<void> {
  if (bench.upstream) scriptMarkers(bench as UpstreamBench);
  const texts = await Promise.all(markers.map((_, index) => echo(bench, index)));
  for (const [index, text] of texts.entries()) {
    assert.ok(text.includes(markers[index] ?? ''), 'every call gets its own answer');
    const others = markers.filter((other, at) => at !== index && text.includes(other));
    assert.deepEqual(others, [], 'and none of another');
  }
}

/** Ends of every kind: JSON, a stream read to its end, left, cut, refused. */
function endings({ wire, upstream }: Bench): readonly [Behaviour | undefined, boolean][] {
  if (!wire || !upstream)
    return [
      [undefined, false],
      [undefined, true],
    ];
  return [
    [chatOf(wire, greeting, 'json'), false],
    [chatOf(wire, greeting, 'stream'), true],
    [chatOf(wire, greeting, 'stream', cutMidStream({ afterBytes: 300 })), true],
    [wire.refusal(429, fields), true],
  ];
}

async function endCall(bench: Bench, signal: AbortSignal, stream: boolean, isLeft: boolean) {
  const pending = ask(bench, 'chat', stream ? { stream } : {}, { signal });
  const reply = await bench.soon('an outcome', pending).catch(() => undefined);
  if (!reply?.stream) return;
  if (!isLeft) return void (await readStream(bench, reply));
  const iterator = reply.stream[Symbol.asyncIterator]();
  await bench.soon(
    'the first frames',
    iterator.next().catch(() => undefined),
  );
  await leave(bench, iterator);
}

/** The signal of a client that stays for a long time would hold on to all that its calls held. */
async function leavesNoListener(bench: Bench): Promise<void> {
  const { signal } = new AbortController();
  const all = endings(bench);
  for (let count = 0; count < 100; count++) {
    const [behaviour, stream] = all[count % all.length] ?? assert.fail();
    if (behaviour) bench.upstream?.script(behaviour);
    await endCall(bench, signal, stream, count % 3 === 0);
  }
  const left = () => getEventListeners(signal, 'abort').length;
  await bench.eventually('no listener is left on the signal', () => left() === 0);
}

export const hygieneCases: readonly ProviderCase[] = [
  anyCase('hygiene: calls side by side do not mix', { api: 'chat' }, callsDoNotMix),
  anyCase(
    'hygiene: 100 calls leave no listener on their signal',
    { api: 'chat' },
    leavesNoListener,
  ),
];
