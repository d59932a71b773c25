import assert from 'node:assert/strict';
import { headerValue } from '@gw/core';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import { createGate, type Gate, gated } from '../../upstream/gate.ts';
import { mapHead } from '../../upstream/step-lists.ts';
import { anyApi, anyJson, bothKinds, chatOf, greeting, shortAnswer } from '../answers.ts';
import { ask, askJson, askStream, keep } from '../ask.ts';
import { framesOf, leave } from '../frames.ts';
import { settle } from '../patience.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import { toldIn } from '../told.ts';

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
      for (const kind of bothKinds(bench)) {
        const gate = createGate();
        const answer = kind === 'json' ? anyJson(bench) : chatOf(bench.wire, greeting, kind);
        bench.upstream.script(compose(answer, held(gate)));
        let isSettled = false;
        const pending = ask(bench, anyApi(bench), kind === 'stream' ? { stream: true } : {});
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
  upstreamCase('head: "call" does not wait for the first frame', { api: 'chat' }, async (bench) => {
    const gate = createGate();
    bench.upstream.script(chatOf(bench.wire, greeting, 'stream', gated(gate)));
    const reply = await askStream(bench);
    assert.equal(bench.upstream.requests[0]?.sentBytes, 0);
    gate.open();
    await framesOf(bench, reply);
  }),
  upstreamCase('head: a stream goes on as it comes', { api: 'chat' }, async (bench) => {
    const gate = createGate();
    bench.upstream.script(chatOf(bench.wire, greeting, 'stream', gated(gate)));
    const iterator = (await askStream(bench)).stream[Symbol.asyncIterator]();
    gate.release();
    const first = await bench.soon('the first frame', iterator.next());
    assert.equal(first.done, false);
    assert.equal(bench.upstream.requests[0]?.sentFrames, 1, 'it came before the second was sent');
    await leave(bench, iterator);
  }),
  upstreamCase(
    'head: what the upstream sends decides, not what was asked',
    { api: 'chat' },
    async (bench) => {
      bench.upstream.script(chatOf(bench.wire, shortAnswer, 'json'));
      await askJson(bench, 'chat', { stream: true });
      bench.upstream.script(chatOf(bench.wire, shortAnswer, 'stream'));
      const reply = await bench.soon('the reply', ask(bench, 'chat'));
      assert.ok(reply.stream, 'the reply is a stream');
      assert.equal(toldIn(await framesOf(bench, reply)).text, shortAnswer.text.join(''));
    },
  ),
  upstreamCase("head: the upstream's status and headers come along", {}, async (bench) => {
    bench.upstream.script(compose(anyJson(bench), tagged(201)));
    const { status, headers } = await askJson(bench, anyApi(bench));
    assert.equal(status, 201);
    assert.equal(headerValue(headers, 'x-suite-tag'), 'a', 'names are in lower case');
  }),
];
