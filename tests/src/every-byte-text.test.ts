import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte, nativeReader } from './support/every-byte.ts';

const recorded = recordings.chatText;

describeEveryByte('a chat stream of text', recorded, {
  firstContent: 1,
  reader: nativeReader(recorded, 'chat'),
});
