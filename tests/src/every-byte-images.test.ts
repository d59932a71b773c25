import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte } from './support/every-byte.ts';

describeEveryByte('a stream of images', recordings.imagePartials, { firstContent: 0 });
