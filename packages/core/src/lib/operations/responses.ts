import { findIssue, type ResponseResource, responsesRequestEssentials } from '@gw/schema';
import type { Operation } from '../operation.ts';
import { completeResponse } from '../responses/complete-response.ts';
import { clientsWords, membersAroundIds } from '../upstream-state-ids.ts';
import { responsesStream } from './responses-stream.ts';
import { responsesUsage } from './responses-usage.ts';

/** Members of a prompt that lead to state: ids that an upstream would resolve for whoever holds our key. */
export const stateMembers = [
  'model',
  'input',
  'instructions',
  'tools',
  'previous_response_id',
  'conversation',
  'prompt',
  'prompt_cache_key',
] as const;

/** Where an id of upstream state may stand, see upstream-state-ids.ts. */
export const insidePrompt = {
  within: ['input', 'tools', 'tool_choice'],
  members: membersAroundIds,
  except: clientsWords,
};

/** Nobody asked for an answer later. */
const unfinished = new Set<unknown>(['queued', 'in_progress', 'cancelled']);

/** @see https://www.openresponses.org/specification */
export const responses: Operation<'responses'> = {
  api: 'responses',
  method: 'POST',
  path: '/v1/responses',
  body: 'json',
  validate: (body) => findIssue(responsesRequestEssentials, body),
  members: new Set([
    ...stateMembers,
    'stream',
    'stream_options',
    'store',
    'background',
    'include',
    'tool_choice',
    'text',
    'reasoning',
    'metadata',
    'safety_identifier',
    'prompt_cache_options',
  ]),
  inside: insidePrompt,
  usageOf: ({ usage }) => responsesUsage(usage),
  faultOf: ({ output, status }) => {
    if (!Array.isArray(output)) return 'it has no output';
    return unfinished.has(status) ? `its status is "${status}"` : undefined;
  },
  complete: (response, options) => completeResponse(response as ResponseResource, options),
  stream: responsesStream,
};
