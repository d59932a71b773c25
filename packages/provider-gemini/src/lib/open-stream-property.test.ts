import { createGateway, type Provider } from '@gw/core';
import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { expect, test } from 'vitest';
import { functionTool } from './__fixtures__/asked.ts';
import { answer, contextFor, responseOf, stop } from './__fixtures__/told.ts';
import { openStream } from './open-stream.ts';

/** A small generator with a seed, so that a failure can be had again. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomPart(random: (below: number) => number): object {
  const signature = random(3) === 0 ? { thoughtSignature: `s${random(1000)}` } : {};
  const parts = [
    { text: `t${random(100)} ` },
    { text: '' },
    { text: `h${random(100)} `, thought: true },
    { functionCall: { name: 'f', args: { a: random(100) } } },
    { functionCall: { name: 'g', args: {}, id: `i${random(5)}` } },
    { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
  ];
  return { ...parts[random(parts.length)], ...signature };
}

const tools = [functionTool('f'), functionTool('g')];

/** The contract's words for the events of an answer, as a gateway puts them. */
async function streamOf(answers: readonly object[]): Promise<readonly unknown[]> {
  const reducer = openStream(contextFor({ tools }));
  const events = [...answers.flatMap((told) => reducer.push(told)), ...reducer.end()];
  const frames = events.map((event) => ({ kind: 'event' as const, event }));
  const provider: Provider = {
    specVersion: 1,
    id: 'gemini',
    capabilities: { apis: ['responses'] },
    call: async () => ({
      status: 200,
      headers: {},
      isDraft: true,
      stream: (async function* () {
        yield frames;
      })(),
    }),
  };
  const gateway = createGateway({ providers: [provider] });
  const body = JSON.stringify({ model: 'gemini/m', input: 'hi', stream: true, tools });
  const headers = { 'content-type': 'application/json' };
  const reply = await gateway.fetch(
    new Request('http://localhost/v1/responses', { method: 'POST', headers, body }),
  );
  return readSseStream(await reply.text()).events;
}

test('however parts come and interleave, the stream keeps every rule, and cut differently it says the same', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = createRandom(seed);
    const parts = Array.from({ length: 1 + random(12) }, () => randomPart(random));
    const finishReason = ['STOP', 'STOP', 'MAX_TOKENS', 'SAFETY'][random(4)] as string;
    const ending = { candidates: [{ finishReason, index: 0 }] };
    const onePartEach = [...parts.map((part) => answer([part])), ending];
    expect(validateResponsesStream(await streamOf(onePartEach)), `seed ${seed}`).toEqual([]);
    const asOne = [answer(parts), ending];
    // Ids of calls are random where Gemini gave none.
    const plain = (told: unknown) => JSON.stringify(told).replaceAll(/call_[0-9a-f]{32}/g, 'call');
    expect(plain(responseOf(onePartEach, { tools }))).toBe(plain(responseOf(asOne, { tools })));
  }
});

test('an answer of nothing is one', () => {
  expect(responseOf([stop])).toEqual({ status: 'completed', output: [] });
});
