import type { Conversion } from '../../conversion.ts';
import { toCompactResource } from './compact-resource.ts';
import { toSummaryRequest } from './summary-request.ts';

/**
 * Compaction for upstreams that have none: the model is asked for a summary, and the client gets it
 * sealed, so that the gateway need not keep it. Handed back, the summary stands where its seal was
 * (`responses/expand-input.ts`).
 */
export const compactOnResponses: Conversion<'compact', 'responses'> = {
  from: 'compact',
  to: 'responses',
  request: toSummaryRequest,
  response: toCompactResource,
};
