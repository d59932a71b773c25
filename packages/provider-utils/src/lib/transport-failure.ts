import { GatewayError } from '@gw/core';
import type { Timeouts } from './transport.ts';
import {
  brokenOff,
  closedEarly,
  errorCode,
  notHttp,
  notSendable,
  timedOut,
  transportClosed,
  unreachable,
} from './transport-errors.ts';

/** How far a request has come: no connection yet, no reply yet, in the body. */
export type Phase = 'connecting' | 'waiting' | 'reading';

export interface FailureContext {
  readonly name: string;
  readonly timeouts: Timeouts;
}

/** What went wrong in the gateway's terms, from undici's error codes and the phase. */
export function toTransportError(
  error: unknown,
  phase: Phase,
  { name, timeouts }: FailureContext,
): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = errorCode(error);
  const timeout = code === undefined ? undefined : timeoutCodes[code];
  if (timeout) return timedOut(name, timeout, timeouts);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return transportClosed(name);
  if (phase === 'reading') return brokenOff(name, withoutBytes(error));
  if (isParserError(error) || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return notHttp(name, withoutBytes(error));
  }
  if (phase === 'waiting') return closedEarly(name, error);
  if (code === 'UND_ERR_INVALID_ARG') return notSendable(name, error);
  return unreachable(name, code, error);
}

const timeoutCodes: Readonly<Record<string, keyof Timeouts>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connectMs',
  UND_ERR_HEADERS_TIMEOUT: 'firstByteMs',
  UND_ERR_BODY_TIMEOUT: 'idleMs',
};

/** By its name: its code is not always set. */
function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** A parser error quotes what the upstream sent, which would then stand in a log. */
function withoutBytes(error: unknown): unknown {
  return isParserError(error) ? new Error(error.message) : error;
}
