import { recordings } from '@gw/testkit/upstream';
import { checkResponses } from './support/check-responses.ts';
import { describeEveryByte, nativeReader } from './support/every-byte.ts';

const recorded = recordings.responsesText;

// Its frames are long: whatever happens to all calls at once takes longer than elsewhere.
const reader = { ...nativeReader(recorded, 'responses'), idleMs: 2_000, check: checkResponses };

describeEveryByte('a Responses stream', recorded, { firstContent: 4, reader });
