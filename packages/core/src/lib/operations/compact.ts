import { compactRequestEssentials, findIssue } from '@gw/schema';
import type { Operation } from '../operation.ts';
import { insidePrompt, stateMembers } from './responses.ts';
import { responsesUsage } from './responses-usage.ts';

/** @see https://www.openresponses.org/specification */
export const compact: Operation<'compact'> = {
  api: 'compact',
  method: 'POST',
  path: '/v1/responses/compact',
  body: 'json',
  validate: (body) => findIssue(compactRequestEssentials, body),
  members: new Set(stateMembers),
  inside: insidePrompt,
  usageOf: ({ usage }) => responsesUsage(usage),
};
