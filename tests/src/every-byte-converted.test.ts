import { recordings } from '@gw/testkit/upstream';
import { checkResponses } from './support/check-responses.ts';
import { describeEveryByte, type Reader } from './support/every-byte.ts';
import { chatTextOf, responsesTextOf } from './support/sse-text.ts';

const reader: Reader = {
  api: 'responses',
  path: '/responses',
  request: { model: 'm', input: 'Send greetings from everywhere.', stream: true },
  apis: ['chat'],
  beginsEarly: true,
  told: (frames) => chatTextOf(frames.join('')),
  heard: responsesTextOf,
  idleMs: 2_000,
  check: checkResponses,
};

describeEveryByte('a chat stream converted to Responses', recordings.chatText, {
  firstContent: 1,
  reader,
});
