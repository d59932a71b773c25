import type { ProviderReply } from '@gw/core';
import type { Method } from './endpoints.ts';
import type { ErrorReading } from './read-error.ts';
import type { KnownReply } from './reply-kind.ts';

/** What is sent for a request, and how its reply is read. */
export interface Asked {
  readonly method: Method;
  /** Written as JSON. */
  readonly body: unknown;
  /** @throws {GatewayError} for a reply that is none. */
  read(reply: KnownReply, reading: ErrorReading): Promise<ProviderReply>;
}
