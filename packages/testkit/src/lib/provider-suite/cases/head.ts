import assert from 'node:assert/strict';
import { headerValue } from '@gw/core';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import { createGate, type Gate, gated } from '../../upstream/gate.ts';
import { mapHead } from '../../upstream/step-lists.ts';
import { answerIn, goodAnswer, goodJson, greeting, shortAnswer, waysTo } from '../answers.ts';
import { ask, askJson, askStream, keep } from '../ask.ts';
import { framesOf, leave } from '../frames.ts';
import { settle } from '../patience.ts';
import { type ProviderCase, upstreamCase, upstreamTalkCases } from '../provider-case.ts';

/** The whole answer waits, its head too. */
function held(gate: Gate): Behaviour {
  return function* (answer) {
    yield { kind: 'hold', pass: (signal) => gate.pass(signal) };
    yield* answer;
  };
}

/** The same answer under another status, with a header more. */
function tagged(status: number): Behaviour {
  return (answer) =>
    mapHead(answer, (head) => ({
      ...head,
      status,
      headers: [['X-Suite-Tag', 'a'], ...head.headers],
    }));
}

export const headCases: readonly ProviderCase[] = [
  upstreamCase(
    'head: "call" resolves when status and headers are there, not before',
    {},
    async (bench) => {
      for (const way of waysTo(bench)) {
        const gate = createGate();
        bench.upstream.script(compose(goodAnswer(bench.wire, way), held(gate)));
        let isSettled = false;
        const pending = ask(bench, way.api, way.members);
        void keep(pending.finally(() => (isSettled = true)));
        await bench.eventually('the upstream has the request', () => gate.waiting() === 1);
        await settle();
        assert.equal(isSettled, false, 'resolved before the upstream had said anything');
        gate.open();
        const reply = await bench.soon('the reply', pending);
        if (reply.stream) await leave(bench, reply.stream[Symbol.asyncIterator]());
      }
    },
  ),
  ...upstreamTalkCases(
    'head of <api>: "call" does not wait for the first frame',
    {},
    async (bench, talk) => {
      const gate = createGate();
      bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', gated(gate)));
      const reply = await askStream(bench, talk.api);
      assert.equal(bench.upstream.requests[0]?.sentBytes, 0);
      gate.open();
      await framesOf(bench, reply);
    },
  ),
  ...upstreamTalkCases('head of <api>: a stream goes on as it comes', {}, async (bench, talk) => {
    const gate = createGate();
    bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', gated(gate)));
    const iterator = (await askStream(bench, talk.api)).stream[Symbol.asyncIterator]();
    gate.release();
    const first = await bench.soon('the first frame', iterator.next());
    assert.equal(first.done, false);
    assert.equal(bench.upstream.requests[0]?.sentFrames, 1, 'it came before the second was sent');
    await leave(bench, iterator);
  }),
  ...upstreamTalkCases(
    'head of <api>: what the upstream sends decides, not what was asked',
    {},
    async (bench, talk) => {
      const text = shortAnswer.text.join('');
      bench.upstream.script(talk.answer(bench.wire, shortAnswer, 'json'));
      const json = await askJson(bench, talk.api, { stream: true });
      assert.equal((await talk.hear(bench, json, { stream: true })).text, text);
      bench.upstream.script(talk.answer(bench.wire, shortAnswer, 'stream'));
      const reply = await bench.soon('the reply', ask(bench, talk.api));
      assert.ok(reply.stream, 'the reply is a stream');
      assert.equal(talk.textIn(await framesOf(bench, reply)), text);
    },
  ),
  upstreamCase("head: the upstream's status and headers come along", {}, async (bench) => {
    for (const api of bench.provider.capabilities.apis) {
      bench.upstream.script(compose(goodJson(bench.wire, api), tagged(201)));
      const { status, headers } = await askJson(bench, api);
      assert.equal(status, 201);
      assert.equal(headerValue(headers, 'x-suite-tag'), 'a', 'names are in lower case');
    }
  }),
];
