import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte } from './support/every-byte.ts';

describeEveryByte('a chat stream with parallel tools', recordings.chatToolCalls, {
  firstContent: 1,
});
