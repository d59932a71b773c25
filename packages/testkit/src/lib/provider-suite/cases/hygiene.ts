import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ProviderReply } from '@gw/core';
import { cutMidStream } from '../../behaviours/cut.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { when } from '../../upstream/script.ts';
import { answerIn, greeting } from '../answers.ts';
import { ask, hear } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { leave, readStream } from '../frames.ts';
import { type ProviderCase, talkCases } from '../provider-case.ts';
import type { ReplyKind } from '../provider-wire.ts';
import { inHalves } from '../reads.ts';
import { fields } from '../refusal.ts';
import type { Talk } from '../talk.ts';

const markers = Array.from({ length: 16 }, (_, index) => `suite-marker-${index}-`);
const kindOf = (index: number): ReplyKind => (index % 2 === 0 ? 'stream' : 'json');

/** Each answer says what its own request said; its frames come in halves, between those of others. */
function scriptMarkers({ upstream, wire }: UpstreamBench, talk: Talk): void {
  for (const [index, marker] of markers.entries()) {
    const answer = { ...greeting, text: Array.from({ length: 5 }, () => marker) };
    const said = answerIn(talk, wire, answer, kindOf(index), inHalves());
    upstream.script(when(({ text }) => text.includes(marker), said));
  }
}

async function callsDoNotMix(bench: Bench, talk: Talk): Promise<void> {
  if (bench.upstream) scriptMarkers(bench as UpstreamBench, talk);
  const told = await Promise.all(
    markers.map((marker, index) => hear(bench, talk, { text: `Repeat ${marker}` }, kindOf(index))),
  );
  for (const [index, { text }] of told.entries()) {
    assert.ok(text.includes(markers[index] ?? ''), 'every call gets its own answer');
    const others = markers.filter((other, at) => at !== index && text.includes(other));
    assert.deepEqual(others, [], 'and none of another');
  }
}

/** Ends of every kind: JSON, a stream read to its end, left, cut, refused. */
function endings(
  { wire, upstream }: Bench,
  talk: Talk,
): readonly [Behaviour | undefined, boolean][] {
  if (!wire || !upstream)
    return [
      [undefined, false],
      [undefined, true],
    ];
  return [
    [answerIn(talk, wire, greeting, 'json'), false],
    [answerIn(talk, wire, greeting, 'stream'), true],
    [answerIn(talk, wire, greeting, 'stream', cutMidStream({ afterBytes: 300 })), true],
    [wire.refusal(429, fields), true],
  ];
}

async function endCall(bench: Bench, pending: Promise<ProviderReply>, isLeft: boolean) {
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
async function leavesNoListener(bench: Bench, talk: Talk): Promise<void> {
  const { signal } = new AbortController();
  const all = endings(bench, talk);
  for (let count = 0; count < 100; count++) {
    const [behaviour, stream] = all[count % all.length] ?? assert.fail();
    if (behaviour) bench.upstream?.script(behaviour);
    const pending = ask(bench, talk.api, stream ? { stream } : {}, { signal });
    await endCall(bench, pending, count % 3 === 0);
  }
  const left = () => getEventListeners(signal, 'abort').length;
  await bench.eventually('no listener is left on the signal', () => left() === 0);
}

export const hygieneCases: readonly ProviderCase[] = [
  ...talkCases('hygiene of <api>: calls side by side do not mix', {}, callsDoNotMix),
  ...talkCases(
    'hygiene of <api>: 100 calls leave no listener on their signal',
    {},
    leavesNoListener,
  ),
];
