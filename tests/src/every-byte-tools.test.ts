import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte, nativeReader } from './support/every-byte.ts';

const recorded = recordings.chatToolCalls;

describeEveryByte('a chat stream with parallel tools', recorded, {
  firstContent: 1,
  reader: nativeReader(recorded, 'chat'),
});
