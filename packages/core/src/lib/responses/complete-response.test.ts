import { describe, expect, test } from 'vitest';
import { upstreamResponse } from '../../__fixtures__/responses-wire.ts';
import { completeResponse } from './complete-response.ts';

const options = {
  request: { model: 'm', input: 'hi' },
  createId: (prefix: string) => `${prefix}_new`,
  nowSeconds: () => 1_800_000_000,
  isOurs: false,
};

const complete = (response: object) => completeResponse(response as never, options);

describe('a whole response', () => {
  test.each([undefined, null])('whose status is %j has come to its end', (status) => {
    expect(complete(upstreamResponse({ status }))).toMatchObject({
      status: 'completed',
      completed_at: 1_800_000_000,
    });
  });

  test('of a hook gets ids for its items, one of an upstream keeps them as they are', () => {
    const output = [{ type: 'message', role: 'assistant', content: [] }];
    const response = upstreamResponse({ output }) as never;
    expect(complete(response)).not.toHaveProperty('output');
    expect(completeResponse(response, { ...options, isOurs: true }).output).toEqual([
      { ...output[0], id: 'msg_new', status: 'completed' },
    ]);
  });

  test.each(['completed', 'incomplete', 'failed'])('that says "%s" keeps its word', (status) => {
    expect(complete(upstreamResponse({ status }))).not.toHaveProperty('status');
  });
});
