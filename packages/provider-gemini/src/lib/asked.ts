import type { ProviderReply } from '@gw/core';
import type { KnownReply } from '@gw/provider-utils';
import type { Method } from './endpoints.ts';
import type { ErrorReading } from './read-error.ts';

export interface ReplyReading extends ErrorReading {
  /** Told of what a stream leaves out. */
  warn(message: string): void;
}

/** What is sent for a request, and how its reply is read. */
export interface Asked {
  readonly method: Method;
  /** Written as JSON. */
  readonly body: object;
  /** @throws {GatewayError} for a reply that is none. */
  read(reply: KnownReply, reading: ReplyReading): Promise<ProviderReply>;
}
