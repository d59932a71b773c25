import type { ChatChunk } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import {
  called,
  chunksIn,
  framesOf,
  lastLine,
  line,
  reads,
  toText,
  withoutIds,
} from './__fixtures__/answers.ts';
import { openStream } from './open-stream.ts';

const asked = { provider: 'ollama', model: 'm', includeUsage: true, warn: () => {} };

function open(text: string, ends: readonly number[] = [], secrets: readonly string[] = []) {
  const reply = { status: 200, headers: {}, bytes: reads(text, ...ends) };
  return openStream(reply, asked, secrets);
}

const good = toText([
  line({ thinking: 'Hm 🤔' }),
  line({ content: 'Grüße' }),
  line({ tool_calls: [called('weather', { city: '東京' })] }),
  lastLine(),
]);

async function sayingOf(text: string, ends: readonly number[] = []) {
  const frames = await framesOf(open(text, ends));
  return { chunks: withoutIds(chunksIn(frames)), kinds: frames.map(({ kind }) => kind) };
}

describe('a stream of lines', () => {
  it('is a frame for each chunk and one that says that it is done', async () => {
    expect((await sayingOf(good)).kinds).toEqual([
      'event',
      'event',
      'event',
      'event',
      'event',
      'done',
    ]);
  });

  it('says the same wherever its reads meet', async () => {
    const whole = await sayingOf(good);
    const length = new TextEncoder().encode(good).length;
    for (let end = 1; end < length; end++) {
      expect(await sayingOf(good, [end]), `reads that meet at byte ${end}`).toEqual(whole);
    }
    expect(
      await sayingOf(
        good,
        Array.from({ length: length - 1 }, (_, at) => at + 1),
      ),
    ).toEqual(whole);
  });

  it('hands on together what came together', async () => {
    const batches: number[] = [];
    for await (const frames of open(good)) batches.push(frames.length);
    expect(batches).toEqual([6]);
  });

  it('is over when it is done, whatever follows', async () => {
    const whole = await sayingOf(good);
    expect(await sayingOf(`${good}{"error":"late"}\n[]\n`)).toEqual(whole);
  });
});

describe('a stream that goes wrong', () => {
  it('fails when it ends before it is done', async () => {
    const cut = toText([line({ content: 'Grü' })]);
    await expect(framesOf(open(cut))).rejects.toMatchObject({
      code: 'upstream_incomplete',
      retryable: true,
      message: 'The upstream "ollama" ended its answer before it was done.',
    });
    await expect(framesOf(open(''))).rejects.toMatchObject({ code: 'upstream_incomplete' });
    await expect(framesOf(open(good.slice(0, -20)))).rejects.toMatchObject({
      code: 'upstream_incomplete',
    });
  });

  it.each(['null', '[]', '"text"', '{nonsense'])('fails at a line that is %s', async (text) => {
    await expect(framesOf(open(`${text}\n`))).rejects.toMatchObject({
      code: 'upstream_invalid_response',
    });
  });

  it('tells of an error behind what was said, without keys, and says nothing more', async () => {
    const text = toText([
      line({ content: 'Grüße' }),
      { error: 'an error was encountered (key sk-1)' },
      lastLine(),
    ]);
    const frames = await framesOf(open(text, [], ['sk-1']));
    expect(frames.map((frame) => frame.kind === 'event' && frame.event)).toEqual([
      expect.objectContaining({ object: 'chat.completion.chunk' }) as ChatChunk,
      {
        error: {
          message: 'an error was encountered (key ***)',
          type: 'upstream_error',
          param: null,
          code: null,
        },
      },
    ]);
  });
});

it('a stream that is left lets go of the upstream', async () => {
  let isLeft = false;
  async function* bytes() {
    try {
      for (;;) yield new TextEncoder().encode(toText([line({ content: 'a' })]));
    } finally {
      isLeft = true;
    }
  }
  for await (const _ of openStream({ status: 200, headers: {}, bytes: bytes() }, asked, [])) break;
  expect(isLeft).toBe(true);
});
