import type { InputTokensRequest } from '@gw/schema';
import type { Awaitable } from '../api.ts';
import type { RawReasoning } from '../conversion.ts';
import type { Logger } from '../logger.ts';
import type { DeepReadonly } from '../payload.ts';
import { estimateInputTokens } from './estimate-input-tokens.ts';
import { createMemoryResponseStore } from './memory-response-store.ts';
import { createSizer } from './memory-response-store-items.ts';
import type { ResponseStore } from './response-store.ts';
import type { ResponsesService } from './responses-service.ts';
import { createSealer } from './seal.ts';
import type { SealKey } from './seal-keys.ts';

/** How a gateway serves the Responses API. */
export interface ResponsesOptions {
  /**
   * Which names reasoning has that an upstream shows as the model wrote it. OpenAI and the
   * OpenResponses contract differ here, and strict clients of either refuse the other's. Default:
   * responses that the gateway makes tell it as a summary, which all clients understand; an
   * upstream's own stay as they are.
   */
  readonly dialect?: Exclude<RawReasoning, 'summary'>;
  /** Where responses are kept to be continued. Default: in memory, 64 MiB of them. */
  readonly store?: ResponseStore;
  /**
   * Keys for what clients carry for the gateway (compactions): the first one seals, all of them
   * open. Default: a random one, so that nothing opens after a restart.
   */
  readonly sealKeys?: readonly SealKey[];
  /** Counts a request where no upstream does. Default: characters / 4, media by kind. */
  readonly countInputTokens?: (request: DeepReadonly<InputTokensRequest>) => Awaitable<number>;
}

/** What a gateway is like, as far as its responses depend on it. */
interface GatewayTraits {
  /** Whether what one provider made could be sent to another one. */
  readonly isShared: boolean;
  readonly hasTenants: boolean;
  /** The largest body that a client may send. */
  readonly maxBodyBytes: number;
  readonly log: Logger;
}

export function createResponsesService(
  options: ResponsesOptions,
  { isShared, hasTenants, maxBodyBytes, log }: GatewayTraits,
): ResponsesService {
  const { dialect, store, sealKeys, countInputTokens } = options;
  return {
    store: store ?? createMemoryResponseStore(),
    sealer: createSealer({ keys: sealKeys, log }),
    rawReasoning: dialect,
    hasTenants,
    maxInputBytes: maxBodyBytes,
    sizeOf: createSizer(),
    wrapsOpaque: isShared,
    countInputTokens: countInputTokens ?? estimateInputTokens,
  };
}
