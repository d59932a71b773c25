import type { ResponsesRequest } from '@gw/schema';
import type { Call } from './call.ts';
import { createId } from './create-id.ts';
import { describedAs } from './described-as.ts';
import { type Payload, readPayload } from './payload.ts';
import type { StampOptions } from './responses/stamp-state.ts';

/** What describes a response: the client's own request, whatever was sent upstream in its place. */
export function stampOptions(
  { ctx }: Call,
  { replyModel }: { readonly replyModel: 'upstream' | 'requested' },
): StampOptions {
  return {
    request: readPayload(ctx.request as unknown as Payload<ResponsesRequest>),
    described: ctx.get(describedAs),
    model: replyModel === 'requested' ? ctx.model : undefined,
    createId,
    nowSeconds: () => Math.floor(Date.now() / 1000),
  };
}
