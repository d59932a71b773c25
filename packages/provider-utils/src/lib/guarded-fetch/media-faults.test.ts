import { expect, it } from 'vitest';
import { mediaRefused } from './media-faults.ts';

it('says where the URL stands, what to send instead, and how fetching is turned on', () => {
  expect(mediaRefused('messages[0].content[1].image_url.url')).toMatchObject({
    code: 'unsupported_parameter',
    status: 400,
    param: 'messages[0].content[1].image_url.url',
    message: expect.stringMatching(
      /^"messages\[0\]\.content\[1\]\.image_url\.url" .*"data:" URL.*fetchMedia: createGuardedFetch\(\)/,
    ),
  });
});
