import { describe, expect, test } from 'vitest';
import { upstreamResponse } from '../../__fixtures__/responses-wire.ts';
import { completeResponse } from './complete-response.ts';

const options = {
  request: { model: 'm', input: 'hi' },
  createId: (prefix: string) => `${prefix}_new`,
  nowSeconds: () => 1_800_000_000,
};

const complete = (response: object) => completeResponse(response as never, options);

describe('a whole response', () => {
  test.each([undefined, null])('whose status is %j has come to its end', (status) => {
    expect(complete(upstreamResponse({ status }))).toMatchObject({
      status: 'completed',
      completed_at: 1_800_000_000,
    });
  });

  test.each(['completed', 'incomplete', 'failed'])('that says "%s" keeps its word', (status) => {
    expect(complete(upstreamResponse({ status }))).not.toHaveProperty('status');
  });
});
