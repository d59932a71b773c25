import { describe, expect, it } from 'vitest';
import { responsesRaw } from '../../__fixtures__/raw-client.ts';
import { readSseStream, validateResponsesStream } from '../../responses.ts';
import {
  type Behaviour,
  compose,
  crlf,
  cutBeforeContent,
  cutBeforeDone,
  cutMidStream,
  failResponse,
  jsonWhenStreamAsked,
  recordings,
  splitDeltas,
  splitEveryByte,
  startUpstream,
  stream,
} from '../../upstream.ts';
import { objectOf } from './wire-object.ts';

/** The events of the default Responses stream, spoiled like this. */
async function eventsWith(behaviour: Behaviour, more: object = {}) {
  await using upstream = await startUpstream({ script: [behaviour] });
  const { text } = await responsesRaw(upstream.url, { stream: true, ...more });
  return readSseStream(text.replaceAll('\r\n', '\n'), { endsWithDone: false }).events.map(objectOf);
}

async function typesWith(behaviour: Behaviour) {
  return (await eventsWith(behaviour)).map(({ type }) => type);
}

const preamble = [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
];

describe('what spoils any stream', () => {
  it('spoils one of the Responses wire too', async () => {
    expect(await typesWith(cutBeforeContent())).toEqual(preamble);
    expect(await typesWith(cutMidStream({ afterFrames: 2, how: 'end' }))).toEqual(
      preamble.slice(0, 2),
    );
    expect((await typesWith(cutBeforeDone())).at(-1)).toBe('response.output_item.done');
    const whole = await eventsWith(crlf());
    expect(validateResponsesStream(whole)).toEqual([]);
    expect(await eventsWith(splitEveryByte())).toEqual(whole);
  });

  it('answers with the other kind', async () => {
    await using upstream = await startUpstream({ script: [jsonWhenStreamAsked()] });
    const { text } = await responsesRaw(upstream.url, { stream: true, stream_options: {} });
    expect(JSON.parse(text)).toMatchObject({ object: 'response', status: 'completed' });
  });
});

describe('splitDeltas', () => {
  it('spreads every delta over events of one character, and the stream stays valid', async () => {
    const events = await eventsWith(splitDeltas(), { input: 'wörld 👋🏽' });
    expect(validateResponsesStream(events)).toEqual([]);
    const deltas = events.flatMap(({ delta }) => (typeof delta === 'string' ? delta : []));
    expect(deltas).toEqual([...'You wrote: wörld 👋🏽']);
    expect(events.at(-1)?.response).toMatchObject({ status: 'completed' });
  });

  it('takes longer pieces, in every kind of delta', async () => {
    for (const recorded of [recordings.responsesToolCalls, recordings.responsesReasoning]) {
      const events = await eventsWith(compose(stream(recorded.frames), splitDeltas({ length: 3 })));
      expect(validateResponsesStream(events)).toEqual([]);
      const lengths = events.flatMap(({ delta }) =>
        typeof delta === 'string' ? [...delta].length : [],
      );
      expect(Math.max(...lengths)).toBe(3);
    }
  });

  it('keeps log probabilities with the first piece of their token', async () => {
    const include = ['message.output_text.logprobs'];
    const events = await eventsWith(splitDeltas({ length: 2 }), { include });
    const counts = events
      .filter(({ type }) => type === 'response.output_text.delta')
      .map(({ delta, logprobs }) => [delta, (logprobs as unknown[]).length]);
    expect(counts.slice(0, 4)).toEqual([
      ['Yo', 1],
      ['u', 0],
      [' w', 1],
      ['ro', 0],
    ]);
  });

  it('leaves other streams as they are', async () => {
    const { frames } = recordings.chatText;
    const script = [compose(stream([': note\n\n', ...frames]), splitDeltas())];
    await using upstream = await startUpstream({ script });
    const { text } = await responsesRaw(upstream.url, { stream: true });
    expect(text).toBe(`: note\n\n${frames.join('')}`);
  });
});

describe('failResponse', () => {
  it.each([2, 3, 5, 11])(
    'ends the stream with response.failed after %i frames',
    async (afterFrames) => {
      const events = await eventsWith(failResponse({ afterFrames, code: 'rate_limit_exceeded' }));
      expect(events).toHaveLength(afterFrames + 1);
      expect(validateResponsesStream(events)).toEqual([]);
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', usage: null, error: { code: 'rate_limit_exceeded' } },
      });
    },
  );
});
