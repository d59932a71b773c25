import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte, nativeReader } from './support/every-byte.ts';

const recorded = recordings.messagesToolCalls;

describeEveryByte('a Messages stream', recorded, {
  firstContent: 3,
  reader: nativeReader(recorded, 'messages'),
});
