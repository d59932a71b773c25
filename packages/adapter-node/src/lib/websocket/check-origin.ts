import type { IncomingMessage } from 'node:http';
import { GatewayError } from '@gw/core';

/**
 * Browsers let any page open a WebSocket to anywhere and send the user's cookies along, and ask no
 * server before: the only one who can keep foreign pages out is the server (RFC 6455 §10.2). Clients
 * that are no browsers send no `Origin`.
 * @param allowed origins such as `https://app.example`, beside the server's own; `*` for all.
 * @throws {GatewayError} `origin_not_allowed`
 */
export function checkOrigin({ headers }: IncomingMessage, allowed: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  const message = 'Pages of other origins may not open a WebSocket here.';
  throw new GatewayError('origin_not_allowed', message);
}
