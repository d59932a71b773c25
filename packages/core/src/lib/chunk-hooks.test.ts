import type { ChatChunk } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import {
  chunkOf,
  commentFrame,
  completion,
  deltaChunk,
  doneFrame,
  eventFrame,
  finishChunk,
  frameByFrame,
  framesOfText,
  jsonReply,
  roleChunk,
  streamOf,
  streamReply,
  textChunk,
  textOfFrames,
  usageChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { redactor } from '../__fixtures__/redactor.ts';
import { handleChat, postChat, postJson } from '../__fixtures__/requests.ts';
import { framesOfEvents, textEvents } from '../__fixtures__/responses-wire.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { forSeeds } from '../__fixtures__/seeded.ts';
import type { ApiEvent } from './api.ts';
import { createGateway } from './gateway.ts';
import { type ChunkHook, type Hooks, perStream } from './hooks.ts';

function gatewayWith(step: Step, ...hooks: readonly Hooks[]) {
  const provider = scriptedProvider('a', step);
  const events = recordEvents({ collect: true });
  const log = recordLog();
  const gateway = createGateway({ providers: [provider], use: [...hooks, events], logger: log });
  return { gateway, provider, events, log };
}

const chunkHook = (onChunk: ChunkHook, name = 'hook'): Hooks => ({ name, onChunk });

/** The stream that a chat client gets. */
async function streamThrough(step: Step, ...hooks: readonly Hooks[]) {
  const { gateway, events, log } = gatewayWith(step, ...hooks);
  const response = await gateway.fetch(
    postChat({ stream: true, stream_options: { include_usage: true } }),
  );
  const body = await response.text();
  return { body, tale: readTale(body), events, log };
}

/** Changes the text of every chunk that has one. */
const mapText = (change: (text: string) => string) => (event: unknown) => {
  const chunk = event as ChatChunk;
  const [choice] = chunk.choices;
  if (!choice?.delta.content) return chunk;
  return {
    ...chunk,
    choices: [{ ...choice, delta: { ...choice.delta, content: change(choice.delta.content) } }],
  };
};

/** Such as one of another realm, or of a library. */
function promiseOfAnother<T>(value: T): Promise<T> {
  // biome-ignore lint/suspicious/noThenProperty: that is what makes it one.
  return { then: (resolve: (value: T) => void) => setTimeout(resolve, 1, value) } as never;
}

describe('a chunk hook', () => {
  const hello = () => frameByFrame(streamOf('he', 'll', 'o'));

  test.each<[string, ChunkHook, string]>([
    ['an event for an event', mapText((text) => text.toUpperCase()), 'HELLO'],
    ['a promise of one', async (event) => mapText((text) => text.toUpperCase())(event), 'HELLO'],
    ['several for one', (event) => [event, event], 'hehelllloo'],
    ['none', () => [], ''],
    ['null', () => null, ''],
    ['a promise of null', async () => null, ''],
    ['what is no promise of ours', (event) => promiseOfAnother(event), 'hello'],
    ['the event itself', (event) => event, 'hello'],
  ])('as a function returns %s', async (_, onChunk, text) => {
    const { tale, events } = await streamThrough(hello, chunkHook(onChunk));
    expect(tale).toMatchObject({ text, isDone: true, error: undefined });
    expect(tale.events.at(-1)).toMatchObject({ usage: { total_tokens: 10 } });
    expect(events.settled[0]?.response).toMatchObject(
      text ? { choices: [{ message: { content: text }, finish_reason: 'stop' }] } : {},
    );
  });

  test.each<[string, (event: ApiEvent) => unknown]>([
    ['a list in a list', (event) => [[event]]],
    ['a set', (event) => new Set([event])],
    ['a generator', (event) => [event].values()],
    ['promises in a list', (event) => [Promise.resolve(event)]],
    ['bytes', () => new Uint8Array(2)],
    ['text', () => 'text'],
    ['what has no form as JSON', (event) => ({ ...event, toJSON: () => undefined })],
  ])('that returns %s ends the stream with an error: it is no event', async (_, onChunk) => {
    const { body, events } = await streamThrough(hello, chunkHook(onChunk as ChunkHook));
    expect(body).toContain('"error"');
    expect(body).not.toMatch(/data: (?:\{\}|\[\[|undefined)/);
    expect(events.settled).toMatchObject([{ outcome: 'failed' }]);
  });

  test('sees starts and deltas, frozen, and neither finish nor usage', async () => {
    const seen: ChatChunk[] = [];
    await streamThrough(
      hello,
      chunkHook((event) => {
        seen.push(event as ChatChunk);
        return event;
      }),
    );
    expect(seen).toEqual([roleChunk(), textChunk('he'), textChunk('ll'), textChunk('o')]);
    for (const chunk of seen) {
      expect(Object.isFrozen(chunk) && Object.isFrozen(chunk.choices[0]?.delta)).toBe(true);
    }
  });

  test('that leaves an event as it is leaves its bytes as they are', async () => {
    const wire = textOfFrames(streamOf('he', 'llo')).replaceAll(
      '"created":1700000000',
      '"created" : 1700000000.0',
    );
    const { body } = await streamThrough(
      () => frameByFrame(framesOfText(wire)),
      chunkHook((event) => event),
    );
    expect(body).toBe(wire);
    const { body: edited } = await streamThrough(
      () => frameByFrame(framesOfText(wire)),
      chunkHook((event) =>
        'choices' in event && event.choices[0]?.delta.content === 'llo' ? { ...event } : event,
      ),
    );
    expect(edited.split('1700000000.0')).toHaveLength(5);
    expect(edited.split('"created":1700000000,')).toHaveLength(2);
  });

  test('that edits in place ends the stream with an error: the edit would be lost', async () => {
    const { tale, log } = await streamThrough(
      hello,
      chunkHook((event) => {
        (event as ChatChunk).choices.length = 0;
        return event;
      }),
    );
    expect(tale).toMatchObject({ isDone: false, error: { code: 'internal_error' } });
    expect(log.lines[0]?.fields.cause).toBeInstanceOf(TypeError);
  });

  test('passes its events to the one behind it', async () => {
    const hooks = [
      chunkHook((event) => [event, event]),
      chunkHook(mapText((text) => `${text}.`)),
      chunkHook(async (event) => event),
    ];
    expect((await streamThrough(hello, ...hooks)).tale.text).toBe('he.he.ll.ll.o.o.');
  });

  test('that throws ends the stream with an error event, after what it let through', async () => {
    for (const isAsync of [false, true]) {
      const onChunk: ChunkHook = (event) => {
        const isBad = (event as ChatChunk).choices[0]?.delta.content === 'll';
        if (isAsync)
          return isBad ? Promise.reject(new Error('secret detail')) : Promise.resolve(event);
        if (isBad) throw new Error('secret detail');
        return event;
      };
      const { tale, body, log, events } = await streamThrough(hello, chunkHook(onChunk));
      expect(tale).toMatchObject({ text: 'he', isDone: false, error: { code: 'internal_error' } });
      expect(body).not.toContain('secret detail');
      expect(log.lines).toMatchObject([
        { level: 'error', fields: { cause: { message: 'secret detail' } } },
      ]);
      expect(events.settled).toMatchObject([{ outcome: 'failed' }]);
    }
  });

  test('runs on streams made of JSON replies and of answers that other hooks gave', async () => {
    const shout = chunkHook(mapText((text) => text.toUpperCase()));
    const asJson = await streamThrough(() => jsonReply(completion('hello')), shout);
    expect(asJson.tale).toMatchObject({ text: 'HELLO', isDone: true });
    const atOnce: Hooks = { name: 'cache', onRequest: () => ({ response: completion('cached') }) };
    expect((await streamThrough(hello, shout, atOnce)).tale.text).toBe('CACHED');
  });

  test('runs on the stream of every endpoint', async () => {
    const picture = { type: 'image_generation.completed', b64_json: 'AA==', created_at: 1 };
    const { gateway } = gatewayWith(
      () => frameByFrame([eventFrame(picture, picture.type)]),
      chunkHook((event) => ({ ...event, b64_json: 'BB==' }) as typeof event),
    );
    const response = await gateway.fetch(
      postJson('/v1/images/generations', { model: 'm', prompt: 'x', stream: true }),
    );
    expect(await response.text()).toBe(
      'event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"BB==","created_at":1}\n\n',
    );
  });

  test('is not asked about comments, which keep the connection alive', async () => {
    const frames = [
      eventFrame(textChunk('a')),
      commentFrame,
      eventFrame(textChunk('b')),
      doneFrame,
    ];
    const { body } = await streamThrough(
      () => frameByFrame(frames),
      chunkHook(() => null),
    );
    expect(body).toBe(': thinking\n\ndata: [DONE]\n\n');
  });
});

describe('a chunk hook with a state of its own in every stream', () => {
  test('says at the end what it held, before the finish and the usage go out', async () => {
    const held: unknown[] = [];
    const holdAll = chunkHook(
      perStream(() => {
        const chunks: ChatChunk[] = [];
        return {
          push(event) {
            chunks.push(event as ChatChunk);
            return [];
          },
          end() {
            held.push(chunks.length);
            return chunks;
          },
        };
      }),
    );
    const { tale, events } = await streamThrough(
      () => frameByFrame(streamOf('he', 'llo')),
      holdAll,
    );
    expect(tale).toMatchObject({ text: 'hello', isDone: true });
    expect(tale.events.slice(-2)).toEqual([finishChunk(), usageChunk()]);
    expect(held).toEqual([3]);
    expect(events.settled[0]?.response).toMatchObject({
      choices: [{ message: { content: 'hello' } }],
    });
  });

  test('may answer with what is no promise of ours', async () => {
    const held = chunkHook(
      perStream(() => ({
        push: (event) => promiseOfAnother([event]),
        end: () => promiseOfAnother([textChunk('!')]),
      })),
    );
    const { tale } = await streamThrough(() => frameByFrame(streamOf('he', 'llo')), held);
    expect(tale).toMatchObject({ text: 'hello!', isDone: true, error: undefined });
  });

  test('is made anew for each stream', async () => {
    let made = 0;
    const counter = chunkHook(
      perStream(() => {
        const number = ++made;
        return { push: (event) => [mapText((text) => `${number}${text}`)(event)], end: () => [] };
      }),
    );
    const { gateway } = gatewayWith(() => frameByFrame(streamOf('a', 'b')), counter);
    const texts = await Promise.all(
      [1, 2].map(
        async () => readTale(await (await gateway.fetch(postChat({ stream: true }))).text()).text,
      ),
    );
    expect(texts.sort()).toEqual(['1a1b', '2a2b']);
  });

  test('hands its rest through the hooks behind it', async () => {
    const hold = chunkHook(
      perStream(() => {
        let last: ChatChunk | undefined;
        return {
          push(event) {
            const before = last;
            last = event as ChatChunk;
            return before ? [before] : [];
          },
          end: async () => (last ? [last] : []),
        };
      }),
    );
    const { tale } = await streamThrough(
      () => frameByFrame(streamOf('a', 'b')),
      hold,
      chunkHook(mapText((text) => `${text}!`)),
      hold,
    );
    expect(tale).toMatchObject({ text: 'a!b!', isDone: true });
  });

  test('says what it held also before an error, so that nothing that was let through is lost', async () => {
    const hold = chunkHook(
      perStream(() => {
        const chunks: ChatChunk[] = [];
        return {
          push(event) {
            chunks.push(event as ChatChunk);
            return [];
          },
          end: () => chunks,
        };
      }),
    );
    const broken = [
      eventFrame(textChunk('half')),
      eventFrame({ error: { message: 'Overloaded' } }),
    ];
    const { tale } = await streamThrough(() => frameByFrame(broken), hold);
    expect(tale).toMatchObject({ text: 'half', isDone: false, error: { message: 'Overloaded' } });
    expect(tale.events.at(-1)).toHaveProperty('error');
  });

  test('that fails at the end ends the stream with an error, not cleanly', async () => {
    const broken = chunkHook(
      perStream(() => ({
        push: (event) => [event],
        end() {
          throw new Error('oops');
        },
      })),
    );
    const { tale, events } = await streamThrough(() => frameByFrame(streamOf('a')), broken);
    expect(tale).toMatchObject({ text: 'a', isDone: false, error: { code: 'internal_error' } });
    expect(events.settled).toMatchObject([{ outcome: 'failed' }]);
  });
});

describe('a chunk with a delta and a finish in one', () => {
  const last = chunkOf(
    [{ index: 0, delta: { content: '!' }, finish_reason: 'stop', logprobs: { content: [] } }],
    {
      usage: usageChunk().usage,
    },
  );

  test('is shown as a delta; its finish and usage wait', async () => {
    const seen: unknown[] = [];
    const frames = [eventFrame(textChunk('hi')), eventFrame(last), doneFrame];
    const { tale } = await streamThrough(
      () => frameByFrame(frames),
      chunkHook((event) => {
        seen.push(event);
        return mapText((text) => text.toUpperCase())(event);
      }),
    );
    expect(seen[1]).toEqual(
      chunkOf([
        { index: 0, delta: { content: '!' }, finish_reason: null, logprobs: { content: [] } },
      ]),
    );
    expect(tale.events.slice(1)).toEqual([
      chunkOf([
        { index: 0, delta: { content: '!' }, finish_reason: null, logprobs: { content: [] } },
      ]),
      chunkOf([{ index: 0, delta: {}, finish_reason: 'stop' }], { usage: usageChunk().usage }),
    ]);
  });

  test('passes untouched where there are no hooks', async () => {
    const frames = [eventFrame(textChunk('hi')), eventFrame(last), doneFrame];
    expect((await streamThrough(() => frameByFrame(frames))).tale.events[1]).toEqual(last);
  });
});

test('the finishes of several choices wait for what is held of each of them', async () => {
  const frames = [
    eventFrame(textChunk('sec', 0)),
    eventFrame(textChunk('s', 1)),
    eventFrame(finishChunk(0)),
    eventFrame(textChunk('afe', 1)),
    eventFrame(finishChunk(1)),
    doneFrame,
  ];
  const { tale } = await streamThrough(() => frameByFrame(frames), redactor('secret'));
  expect(tale.texts).toEqual(['sec', 'safe']);
  expect(tale.events.slice(-2)).toEqual([finishChunk(0), finishChunk(1)]);
});

describe('a redactor', () => {
  const word = 'swordfish';
  const hides = redactor(word);

  test.each([
    ['in one delta', ['the swordfish is']],
    ['over two', ['the sword', 'fish is']],
    ['over three', ['the sw', 'ordf', 'ish is']],
    ['letter by letter', [...'the swordfish is']],
    ['at the very end', ['the sword', 'fish']],
    ['twice', ['swordfishsword', 'fish']],
    ['begun twice', ['swordsw', 'ordfish']],
  ])('hides a word that comes %s, streamed and collected', async (_, texts) => {
    const { body, tale, events } = await streamThrough(
      () => frameByFrame(streamOf(...texts)),
      hides,
    );
    const expected = texts.join('').replaceAll(word, '***');
    expect(tale).toMatchObject({ text: expected, isDone: true });
    const collected = JSON.stringify(events.settled[0]?.response);
    for (const text of [tale.text, collected, body]) expect(text).not.toContain(word);
    expect(collected).toContain(JSON.stringify(expected));
  });

  test('lets a word pass that only begins like it', async () => {
    const { tale } = await streamThrough(
      () => frameByFrame(streamOf('sword', 'play ', 'sw')),
      hides,
    );
    expect(tale).toMatchObject({ text: 'swordplay sw', isDone: true });
  });

  test('hides it in both of two choices that come mixed', async () => {
    const deltas: [number, string][] = [
      [0, 'a sw'],
      [1, 'b swo'],
      [0, 'ordf'],
      [1, 'rdfi'],
      [0, 'ish'],
      [1, 'sh!'],
    ];
    const frames = [
      ...deltas.map(([index, text]) => eventFrame(textChunk(text, index))),
      eventFrame(finishChunk(1)),
      eventFrame(finishChunk(0)),
      doneFrame,
    ];
    const { tale, body, events } = await streamThrough(
      () => streamReply([frames.slice(0, 4), frames.slice(4)]),
      hides,
    );
    expect(tale.texts).toEqual(['a ***', 'b ***!']);
    expect(body + JSON.stringify(events.settled)).not.toContain(word);
  });

  test.each([1, 2])(
    'hides it in a JSON reply, whether the upstream sent JSON or a stream (n = %i)',
    async (n) => {
      const choice = (index: number) => ({
        index,
        message: { role: 'assistant', content: `the ${word} ${index}`, refusal: null },
        finish_reason: 'stop',
        logprobs: null,
      });
      const choices = Array.from({ length: n }, (_, index) => choice(index));
      const frames = choices.flatMap(({ index, message }) => [
        ...[...message.content].map((letter) => eventFrame(textChunk(letter, index))),
        eventFrame(finishChunk(index)),
      ]);
      for (const step of [
        () => jsonReply(completion('', { choices })),
        () => frameByFrame([...frames, doneFrame]),
      ]) {
        const { gateway, events } = gatewayWith(step, hides);
        const text = await (await gateway.fetch(postChat({ n }))).text();
        const contents = JSON.parse(text).choices.map(
          (each: ReturnType<typeof choice>) => each.message.content,
        );
        expect(contents).toEqual(choices.map(({ index }) => `the *** ${index}`));
        expect(text + JSON.stringify(events.settled)).not.toContain(word);
      }
    },
  );

  test('hides it whatever the pieces, the reads and the end of the stream', async () => {
    await forSeeds(150, async (seeded) => {
      const count = 1 + seeded.below(2);
      const letters = Array.from({ length: 40 }, () => {
        const text = seeded.pick([word, word.slice(0, 1 + seeded.below(8)), ' ', 'x']);
        return [...text].map((letter) => ({ letter, index: seeded.below(count) }));
      }).flat();
      const frames = letters.map(({ letter, index }) => eventFrame(textChunk(letter, index)));
      const end = seeded.pick([
        [eventFrame(finishChunk()), doneFrame],
        [eventFrame({ error: { message: 'x' } })],
        [],
      ]);
      const reads: (typeof frames)[] = [];
      const rest = [...frames, ...end];
      while (rest.length > 0) reads.push(rest.splice(0, 1 + seeded.below(9)));
      const { tale, events } = await streamThrough(() => streamReply(reads), hides);
      for (const [index, text] of tale.texts.entries()) {
        const said = letters
          .filter((each) => each.index === index)
          .map(({ letter }) => letter)
          .join('');
        expect(text).toBe(said.replaceAll(word, '***'));
      }
      expect(JSON.stringify(events.settled.map(({ response }) => response))).not.toContain(word);
    });
  });

  test('hides it from an observer also when the client leaves in the middle', async () => {
    const upstream = controlledStream();
    const { gateway, events } = gatewayWith(() => upstream.reply, hides);
    upstream.push(eventFrame(textChunk(`a ${word} b sword`)));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    expect(readTale((await nextText(pieces)) ?? '').text).toBe('a *** b ');
    upstream.push(eventFrame(deltaChunk({ content: 'fi' })));
    const waiting = pieces.next();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await pieces.return?.();
    await waiting;
    expect(events.settled).toMatchObject([
      { outcome: 'cancelled', response: { choices: [{ message: { content: 'a *** b ' } }] } },
    ]);
  });
});

describe('a redactor of responses', () => {
  const word = 'swordfish';
  const native = { capabilities: { apis: ['responses'] as const } };

  async function ask(step: Step, options: object, members: object) {
    const events = recordEvents({ collect: true });
    const gateway = createGateway({
      providers: [scriptedProvider('a', step, options)],
      use: [redactor(word), events],
    });
    const body = { model: 'm', input: 'hi', ...members };
    const text = await (await gateway.fetch(postJson('/v1/responses', body))).text();
    return { text, seen: text + JSON.stringify(events.settled) };
  }

  const pieces = ['the sw', 'ordf', 'ish is'];
  test.each<[string, Step, object]>([
    ['native', () => streamReply([framesOfEvents(textEvents(...pieces))]), native],
    ['converted', () => frameByFrame(streamOf(...pieces)), {}],
  ])(
    'hides a word over three deltas, and in all that repeats them: %s',
    async (_, step, options) => {
      const streamed = await ask(step, options, { stream: true });
      const whole = await ask(step, options, {});
      for (const { text, seen } of [streamed, whole]) {
        expect(seen).not.toContain(word);
        expect(text).toContain('"text":"the *** is"');
      }
      expect(streamed.text).toContain('"delta":"the "');
    },
  );
});
