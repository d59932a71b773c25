import { describe, expect, test } from 'vitest';
import type { StreamFrame } from './provider.ts';
import { renderError } from './render-error.ts';
import { errorInFrame } from './stream-error.ts';

const event = (value: unknown, name?: string): StreamFrame => ({
  kind: 'event',
  event: value,
  name,
});
const find = (frame: StreamFrame) => errorInFrame(frame, 'acme');

describe('an error inside a stream', () => {
  test.each<[string, StreamFrame, object]>([
    [
      'an error member with everything',
      event({
        error: { message: 'Overloaded', type: 'overloaded_error', code: 'busy', param: 'n' },
      }),
      { message: 'Overloaded', type: 'overloaded_error', code: 'busy', param: 'n' },
    ],
    [
      'an error that is a text',
      event({ error: 'Out of memory' }),
      { message: 'Out of memory', type: 'upstream_error', code: null, param: null },
    ],
    [
      'an event of that name',
      event({ message: 'Broken', code: 'x' }, 'error'),
      { message: 'Broken', type: 'upstream_error', code: 'x', param: null },
    ],
    [
      'an event of that name around an error member',
      event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'error'),
      { message: 'Overloaded', type: 'overloaded_error', code: null, param: null },
    ],
    [
      'an event of that type, as OpenAI writes it flat',
      event({ type: 'error', message: 'Broken', code: 'server_error', param: null }),
      { message: 'Broken', type: 'upstream_error', code: 'server_error', param: null },
    ],
    [
      'a response that failed, inside its last event',
      event({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow' } },
      }),
      { message: 'Slow', type: 'rate_limit_error', code: 'rate_limit_exceeded', param: null },
    ],
    [
      'a whole response that failed and says nothing',
      event({
        object: 'response',
        status: 'failed',
        output: [],
        error: { code: 'invalid_prompt', message: 'No' },
      }),
      { message: 'No', type: 'invalid_request_error', code: 'invalid_prompt', param: null },
    ],
    [
      'an error that says nothing',
      event({ error: {} }),
      {
        message: 'The upstream reported an error in its stream.',
        type: 'upstream_error',
        code: null,
        param: null,
      },
    ],
    [
      'members of the wrong type',
      event({ error: { message: 7, type: [], code: {}, param: 1 } }),
      {
        message: 'The upstream reported an error in its stream.',
        type: 'upstream_error',
        code: null,
        param: null,
      },
    ],
  ])('is found: %s', (_, frame, error) => {
    const found = find(frame);
    expect(found && renderError(found)).toStrictEqual({ error });
  });

  test.each<[object, number, boolean]>([
    [{ message: 'm', type: 'server_error' }, 200, true],
    [{ message: 'm', type: 'invalid_request_error' }, 400, false],
    [{ message: 'm', code: 429 }, 429, true],
    [{ message: 'm', code: '503' }, 503, true],
    [{ message: 'm', code: 400 }, 400, false],
    [{ message: 'm', code: 7 }, 200, true],
  ])('has the status that the upstream would have sent: %o', (error, upstreamStatus, retryable) => {
    expect(find(event({ error }))).toMatchObject({ upstreamStatus, retryable, provider: 'acme' });
  });

  test.each([401, '403'])(
    'about our credentials (%s) keeps the upstream’s words to itself',
    (code) => {
      const found = find(event({ error: { message: 'Bad key sk-secret', code } }));
      expect(found).toMatchObject({ code: 'upstream_authentication_error', status: 502 });
      expect(JSON.stringify(found && renderError(found))).not.toContain('sk-secret');
    },
  );

  test.each<[string, StreamFrame]>([
    ['an event without one', event({ choices: [] })],
    ['an error of null', event({ error: null, choices: [] })],
    ['[DONE]', { kind: 'done' }],
    ['a comment', { kind: 'comment', raw: new Uint8Array() }],
    ['no object', event(null, 'error')],
    ['a text', event('error', 'error')],
  ])('is not seen where there is none: %s', (_, frame) => {
    expect(find(frame)).toBeUndefined();
  });
});
