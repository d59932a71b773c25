import type { InputTokensRequest, ResponsesInputItem } from '@gw/schema';
import type { Awaitable } from '../api.ts';
import type { RawReasoning } from '../conversion.ts';
import type { DeepReadonly } from '../payload.ts';
import type { ResponseStore } from './response-store.ts';
import type { Sealer } from './seal.ts';

/** What a gateway has for the Responses API, made once. */
export interface ResponsesService {
  readonly store: ResponseStore;
  readonly sealer: Sealer;
  /** Where a response stays that is not to be stored: with its connection. Default: nowhere. */
  readonly keepLocally?: ResponseStore['set'] | undefined;
  /** Default: as a summary where we make the response, as the upstream spells it where it does. */
  readonly rawReasoning: RawReasoning | undefined;
  countInputTokens(request: DeepReadonly<InputTokensRequest>): Awaitable<number>;
  /** Bytes of a request with all that it refers to. */
  readonly maxInputBytes: number;
  /** Bytes of items, each measured once in its life. */
  sizeOf(items: readonly ResponsesInputItem[]): number;
  /** Whether compactions that an upstream makes must be kept apart by tenant. */
  readonly hasTenants: boolean;
  /** Whether opaque content could reach another provider than the one that made it. */
  readonly wrapsOpaque: boolean;
}
