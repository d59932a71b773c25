import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte } from './support/every-byte.ts';

describeEveryByte('a chat stream of text', recordings.chatText, { firstContent: 1 });
