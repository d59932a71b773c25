import { type Behaviour, compose, cutMidStream, splitEveryByte } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
// The one that people copy.
import { redactor } from '../../examples/hooks/src/redactor.ts';
import { type Endpoint, endpoints, framesWith, isNative } from './support/endpoints.ts';
import { houseOf } from './support/for-each-endpoint.ts';
import type { House } from './support/house.ts';
import { errorFor } from './support/refusals.ts';
import { type KindOfText, kindsOfText, says } from './support/said.ts';
import { endsWell, errorAtEnd } from './support/sse-text.ts';

const word = 'Constantinople';
/** The word over three deltas, and something that only begins like it. */
const pieces = ['{"to":"Con', 'stan', 'tinople","from":"Con', 'stant"}'];
const shown = '{"to":"████","from":"Constant"}';

const speaking = endpoints.filter(({ api }) => ['chat', 'responses', 'messages'].includes(api));

/** As it stands in a JSON text, and as it stands in a text in there. */
const quoted = JSON.stringify(shown).slice(1, -1);

async function openRedactingHouse(endpoint: Endpoint, ...answers: Behaviour[]): Promise<House> {
  const house = await houseOf(endpoint)({ use: [redactor(word)] });
  house.upstream.script(...answers);
  return house;
}

describe.each(speaking.map((endpoint) => [endpoint.name, endpoint] as const))(
  'a redactor on %s',
  (_, endpoint) => {
    const { path, request, stream, api } = endpoint;

    describe.each(kindsSaidTo(endpoint))('a word over three deltas of %s', (kind) => {
      it.each(['stream', 'json'] as const)(
        'is in no byte sent or collected (the upstream sends %s)',
        async (as) => {
          await using house = await openRedactingHouse(endpoint, says(endpoint, kind, pieces, as));
          const reply = await house.send(path, { body: request });
          expect(reply.status).toBe(200);
          if (stream) expect(endsWell(reply.text)).toBe(true);
          expect(reply.text).not.toContain(word);
          const [settled] = await house.settled();
          expect(settled?.outcome).toBe('completed');
          expect(JSON.stringify(settled)).not.toContain(word);
          if (!isTold(endpoint, kind)) return;
          expect(JSON.stringify(settled?.response)).toContain(told(endpoint, kind));
        },
      );

      it.runIf(api === 'responses')(
        'is in nothing that a continuation sends upstream',
        async () => {
          const answer = says(endpoint, kind, pieces);
          await using house = await openRedactingHouse(endpoint, answer, answer);
          const reply = await house.send(path, { body: request });
          const previous_response_id = /"id":"(resp_[^"]+)"/.exec(reply.text)?.[1];
          const output = { type: 'function_call_output', call_id: 'call_1', output: 'done' };
          const input = kind === 'arguments' ? [output] : 'And then?';
          const body = { ...request, input, previous_response_id };
          expect((await house.send(path, { body })).status).toBe(200);
          const sent = house.upstream.requests[1]?.text ?? '';
          expect(sent).toContain('one two three');
          expect(sent).not.toContain(word);
          if (kind === 'text' || kind === 'arguments') expect(sent).toContain(quoted);
        },
      );
    });

    it.runIf(stream)(
      'lets out what it held when the stream breaks off, and never the word',
      async () => {
        const cut = cutMidStream({ how: 'fin', afterFrames: framesWith(endpoint, pieces.length) });
        const answer = compose(says(endpoint, 'text', pieces), cut);
        await using house = await openRedactingHouse(endpoint, answer);
        const reply = await house.send(path, { body: request });
        const error = { code: 'upstream_incomplete' };
        expect(errorAtEnd(reply.text)).toMatchObject(errorFor(endpoint, 502, error));
        expect(endsWell(reply.text)).toBe(false);
        expect(reply.text).not.toContain(word);
        const [settled] = await house.settled();
        expect(JSON.stringify(settled?.response)).toContain(quoted);
        expect(JSON.stringify(settled)).not.toContain(word);
      },
    );

    it('hides it wherever the reads fall', async () => {
      const answer = compose(says(endpoint, 'text', [...pieces.join('')]), splitEveryByte());
      await using house = await openRedactingHouse(endpoint, answer);
      const reply = await house.send(path, { body: request });
      expect(reply.text).not.toContain(word);
      const [settled] = await house.settled();
      expect(JSON.stringify(settled?.response)).toContain(quoted);
    });
  },
);

/** Anthropic's models have no words of their own for a refusal. */
function kindsSaidTo({ asks }: Endpoint): readonly KindOfText[] {
  return kindsOfText.filter((kind) => kind !== 'refusal' || asks !== 'messages');
}

/** Anthropic's api has a call's input as it is, the others as a text. */
function told({ api }: Endpoint, kind: KindOfText): string {
  return api === 'messages' && kind === 'arguments' ? shown : quoted;
}

/** Chat has no place for a summary that its own client would look at. */
function isTold(endpoint: Endpoint, kind: KindOfText): boolean {
  return kind !== 'reasoning' || isNative(endpoint) || endpoint.api !== 'chat';
}
