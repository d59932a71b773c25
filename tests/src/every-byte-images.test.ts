import { recordings } from '@gw/testkit/upstream';
import { describeEveryByte, nativeReader } from './support/every-byte.ts';

const recorded = recordings.imagePartials;

describeEveryByte('a stream of images', recorded, {
  firstContent: 0,
  reader: nativeReader(recorded, 'images'),
});
