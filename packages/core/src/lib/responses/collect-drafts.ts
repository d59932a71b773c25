import type { ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { createId } from '../create-id.ts';
import type { ResponseCollector } from '../operation.ts';
import type { DeepReadonly } from '../payload.ts';
import { createStamp } from './stamp.ts';

/** Puts a response together from drafts, by the way of its stream, so that both say the same. */
export function collectDrafts(
  request: DeepReadonly<ResponsesRequest>,
  makeId = createId,
): ResponseCollector<'responses'> {
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const stamp = createStamp({ request, createId: makeId, nowSeconds });
  return {
    push: (event: ResponsesStreamEvent) => void stamp.take(event),
    end: () => stamp.response(),
  };
}
