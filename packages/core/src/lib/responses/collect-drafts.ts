import type { ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { createId } from '../create-id.ts';
import type { ResponseCollector } from '../operation.ts';
import type { DeepReadonly } from '../payload.ts';
import { createStamp } from './stamp.ts';

export interface CollectDraftsOptions {
  createId(prefix: string): string;
  /** Unix seconds. */
  nowSeconds(): number;
}

/** Puts a response together from drafts, by the way of its stream, so that both say the same. */
export function collectDrafts(
  request: DeepReadonly<ResponsesRequest>,
  options: CollectDraftsOptions = { createId, nowSeconds: () => Math.floor(Date.now() / 1000) },
): ResponseCollector<'responses'> {
  const stamp = createStamp({ request, ...options });
  return {
    push: (event: ResponsesStreamEvent) => void stamp.take(event),
    end: () => stamp.response(),
  };
}
