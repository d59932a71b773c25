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
  jsonReply,
  roleChunk,
  streamOf,
  streamReply,
  textChunk,
  usageChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { readTale } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { postChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { untilContent } from './commit.ts';
import { GatewayError } from './errors.ts';
import { createGateway } from './gateway.ts';
import { chatStream } from './operations/chat-stream.ts';
import type { StreamFrame } from './provider.ts';

const overloaded = eventFrame({ error: { message: 'Overloaded', type: 'overloaded_error' } });

/** Target `a` does what is said, target `b` says "from b"; each is asked once. */
async function askBoth(a: Step, members: object = { stream: true }) {
  const providers = [
    scriptedProvider('a', a),
    scriptedProvider('b', () => frameByFrame(streamOf('from ', 'b'))),
  ];
  const events = recordEvents();
  const gateway = createGateway({
    providers,
    models: { m: ['a', 'b'] },
    use: [events],
    retry: { maxAttemptsPerTarget: 1 },
    logger: recordLog(),
  });
  const response = await gateway.fetch(postChat(members));
  const body = await response.text();
  const asked = providers.map(({ calls }) => calls.length);
  return { response, body, asked, events };
}

/** The frames one by one, then an end, a failure of the connection, or nothing. */
async function* readsThen(frames: readonly StreamFrame[], failure?: unknown) {
  for (const frame of frames) yield [frame];
  if (failure) throw failure;
}

describe('before the first content', () => {
  const preludes: [string, StreamFrame[]][] = [
    ['nothing', []],
    ['a comment', [commentFrame, commentFrame]],
    ['a role', [eventFrame(roleChunk())]],
    ['an empty text', [eventFrame(roleChunk()), eventFrame(textChunk(''))]],
    [
      'deltas that are empty in every way',
      [
        eventFrame(deltaChunk({})),
        eventFrame(
          deltaChunk({ content: null, refusal: null, tool_calls: [], reasoning_content: '' }),
        ),
        eventFrame(chunkOf([{ index: 0, delta: null, finish_reason: null }])),
      ],
    ],
    ['a chunk about something else', [eventFrame(chunkOf([], { prompt_filter_results: [{}] }))]],
    ['a chunk without choices', [eventFrame({ id: 'x', object: 'chat.completion.chunk' })]],
    ['a finish without a word', [eventFrame(roleChunk()), eventFrame(finishChunk())]],
    ['a usage', [eventFrame(usageChunk())]],
  ];
  const failures: [string, (frames: StreamFrame[]) => Step][] = [
    ['an error event', (frames) => () => frameByFrame([...frames, overloaded])],
    ['an error event in the same read', (frames) => () => streamReply([[...frames, overloaded]])],
    ['an end', (frames) => () => frameByFrame(frames)],
    [
      'a connection that dies',
      (frames) => () =>
        streamReply(readsThen(frames, new GatewayError('upstream_incomplete', 'terminated'))),
    ],
  ];

  test.each(
    preludes.flatMap(([prelude, frames]) =>
      failures.map(([name, fail]) => [`${name} after ${prelude}`, fail(frames)] as const),
    ),
  )('%s is unseen: the next target answers, and nothing is said twice', async (_, a) => {
    const { response, body, asked, events } = await askBoth(a);
    expect(response.status).toBe(200);
    const { texts, events: chunks, isDone, error } = readTale(body);
    expect(texts).toEqual(['from b']);
    expect([isDone, error, chunks.length]).toEqual([true, undefined, 4]);
    expect(asked).toEqual([1, 1]);
    expect(events.settled).toMatchObject([{ outcome: 'completed', origin: { provider: 'b' } }]);
  });

  test('an error event is unseen by a client that wants JSON too', async () => {
    const { body, asked } = await askBoth(() => frameByFrame([overloaded]), {});
    expect(JSON.parse(body).choices[0].message.content).toBe('from b');
    expect(asked).toEqual([1, 1]);
  });

  test('a stream that fails half-way is unseen by a client that wants JSON', async () => {
    const half = [eventFrame(textChunk('half')), overloaded];
    for (const frames of [half, half.slice(0, 1)]) {
      const { body } = await askBoth(() => frameByFrame(frames), {});
      expect(JSON.parse(body).choices[0].message.content).toBe('from b');
    }
  });

  test.each([{ stream: true }, {}])(
    'an error in a JSON reply of status 200 is unseen: %j',
    async (members) => {
      const { body, asked } = await askBoth(
        () => jsonReply({ error: { message: 'Overloaded' } }),
        members,
      );
      expect(body).toContain('from ');
      expect(body).not.toContain('Overloaded');
      expect(asked).toEqual([1, 1]);
    },
  );

  test('a reply that is no JSON object is unseen', async () => {
    for (const text of ['<html>Bad gateway</html>', '', '[]', '{"choices":', 'null']) {
      for (const members of [{ stream: true }, {}]) {
        const { body, asked } = await askBoth(() => jsonReply(text), members);
        expect(body).toContain('from ');
        expect(asked).toEqual([1, 1]);
      }
    }
  });

  test('a refusal of our credentials inside the stream goes to the next target', async () => {
    const refused = eventFrame({ error: { message: 'Bad key sk-secret', code: 401 } });
    const { body, asked } = await askBoth(() => frameByFrame([refused]));
    expect(readTale(body).text).toBe('from b');
    expect(asked).toEqual([1, 1]);
  });

  test('a refusal of the request inside the stream is final, with its status and as JSON', async () => {
    const refused = eventFrame({
      error: {
        message: 'Too long.',
        type: 'invalid_request_error',
        code: 'context_length',
        param: 'messages',
      },
    });
    const { response, body, asked } = await askBoth(() => frameByFrame([refused]));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      error: {
        message: 'Too long.',
        type: 'invalid_request_error',
        code: 'context_length',
        param: 'messages',
      },
    });
    expect(asked).toEqual([1, 0]);
    const json = await askBoth(() => frameByFrame([eventFrame(textChunk('x')), refused]), {});
    expect([json.response.status, JSON.parse(json.body)]).toEqual([400, JSON.parse(body)]);
  });

  test('nothing is sent: the head waits for the first content', async () => {
    const upstream = controlledStream();
    const gateway = createGateway({ providers: [scriptedProvider('a', upstream.reply)] });
    let hasHead = false;
    const pending = gateway.fetch(postChat({ stream: true })).then((response) => {
      hasHead = true;
      return response;
    });
    upstream.push(eventFrame(roleChunk()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hasHead).toBe(false);
    upstream.push(eventFrame(textChunk('hi')));
    const response = await pending;
    upstream.push(doneFrame);
    expect(readTale(await response.text()).text).toBe('hi');
  });
});

describe('the first content', () => {
  const contents: [string, object][] = [
    ['text', { content: 'x' }],
    ['white space', { content: ' ' }],
    ['a refusal', { refusal: 'I' }],
    ['reasoning', { reasoning_content: 'Hm' }],
    ['reasoning in parts', { reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }],
    [
      'a tool call',
      {
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } },
        ],
      },
    ],
    ['an old function call', { function_call: { name: 'f' } }],
    ['sound', { audio: { id: 'audio_1' } }],
    ['a member that nobody knows', { thought_signature: 'abc' }],
    ['a number that nobody knows', { step: 0 }],
    ['a flag that nobody knows', { done: false }],
  ];

  test.each(contents)('of any kind commits: %s', async (_, delta) => {
    const committed = eventFrame(deltaChunk(delta));
    const failures: Step[] = [
      () => frameByFrame([eventFrame(roleChunk()), committed, overloaded]),
      () => frameByFrame([eventFrame(roleChunk()), committed]),
    ];
    for (const a of failures) {
      const { response, body, asked } = await askBoth(a);
      expect(response.status).toBe(200);
      const { events, error, isDone } = readTale(body);
      expect(events[1]).toMatchObject({ choices: [{ delta }] });
      expect([error?.message, isDone]).toEqual([expect.any(String), false]);
      expect(asked).toEqual([1, 0]);
    }
  });

  test('may come in the second of several choices', async () => {
    const a = () => frameByFrame([eventFrame(roleChunk(0)), eventFrame(textChunk('x', 1))]);
    expect((await askBoth(a)).asked).toEqual([1, 0]);
  });
});

describe('after the first content', () => {
  const failures: [string, Step, object][] = [
    [
      'an error event',
      () => frameByFrame([eventFrame(textChunk('half')), overloaded]),
      { message: 'Overloaded', type: 'overloaded_error', param: null, code: null },
    ],
    [
      'an end without [DONE]',
      () => frameByFrame([eventFrame(textChunk('half')), eventFrame(finishChunk())]),
      { code: 'upstream_incomplete', type: 'upstream_error', param: null },
    ],
    [
      'a connection that dies',
      () =>
        streamReply(
          readsThen([eventFrame(textChunk('half'))], new GatewayError('upstream_timeout', 'idle')),
        ),
      { message: 'idle', code: 'upstream_timeout' },
    ],
    [
      'an error that nobody expected',
      () => streamReply(readsThen([eventFrame(textChunk('half'))], new TypeError('sk-secret'))),
      { message: 'The gateway had an internal error.', code: 'internal_error' },
    ],
    [
      'an error event in the same read',
      () => streamReply([[eventFrame(textChunk('half')), overloaded]]),
      { message: 'Overloaded' },
    ],
    [
      'an error event in a later read with more content',
      () => streamReply([[eventFrame(textChunk('ha'))], [eventFrame(textChunk('lf')), overloaded]]),
      { message: 'Overloaded' },
    ],
  ];

  test.each(failures)(
    '%s is told inside the stream, behind all that came, without a clean end',
    async (_, a, error) => {
      const { response, body, asked, events } = await askBoth(a);
      expect(response.status).toBe(200);
      const tale = readTale(body);
      expect(tale.text).toBe('half');
      expect(tale.error).toMatchObject(error);
      expect(Object.keys(tale.error ?? {}).sort()).toEqual(['code', 'message', 'param', 'type']);
      expect(tale.events.at(-1)).toHaveProperty('error');
      expect(tale.isDone).toBe(false);
      expect(asked).toEqual([1, 0]);
      expect(events.settled).toMatchObject([{ outcome: 'failed', status: 200 }]);
    },
  );
});

describe('an answer may be empty', () => {
  test.each<[string, StreamFrame[]]>([
    ['[DONE] alone', [doneFrame]],
    ['a finish and [DONE]', [eventFrame(roleChunk()), eventFrame(finishChunk()), doneFrame]],
    ['comments and [DONE]', [commentFrame, doneFrame]],
  ])('as a stream: %s', async (_, frames) => {
    const { body, asked } = await askBoth(() => frameByFrame(frames));
    expect(readTale(body)).toMatchObject({ isDone: true, text: '' });
    expect(readTale(body).error).toBeUndefined();
    expect(asked).toEqual([1, 0]);
  });

  test.each([{ choices: [] }, { choices: [], usage: null }, { choices: undefined }])(
    'as JSON, for a client that wants a stream: %j',
    async (members) => {
      const { body, asked } = await askBoth(() => jsonReply(completion('', members)));
      expect(readTale(body)).toMatchObject({ isDone: true, text: '', error: undefined });
      expect(asked).toEqual([1, 0]);
    },
  );
});

describe('reading up to the content', () => {
  test('lets go of a stream that failed, and of nothing else', async () => {
    const failed = controlledStream();
    failed.push(overloaded);
    const frames = failed.reply.stream as AsyncIterable<readonly StreamFrame[]>;
    await expect(untilContent(frames, chatStream, 'a')).rejects.toThrow('Overloaded');
    expect(failed.returned).toBe(1);

    const good = controlledStream();
    good.push(eventFrame(textChunk('x')));
    await untilContent(good.reply.stream as AsyncIterable<readonly StreamFrame[]>, chatStream, 'a');
    expect([good.asked, good.returned]).toEqual([1, 0]);
  });

  test('has an end: an upstream that sends nothing but noise is refused', async () => {
    async function* noise() {
      for (;;) yield Array.from({ length: 1000 }, () => commentFrame);
    }
    await expect(untilContent(noise(), chatStream, 'a')).rejects.toMatchObject({
      code: 'upstream_invalid_response',
      retryable: true,
    });
  });
});
