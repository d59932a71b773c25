import { type Awaitable, GatewayError } from '@gw/core';
import { untilAborted } from './until-aborted.ts';

/** A credential, or what fetches it: read at every call, so it may change or expire. */
export type Secret = string | (() => Awaitable<string>);

/** Reads a secret at call time. */
export function resolveSecret(secret: Secret): Awaitable<string> {
  return typeof secret === 'string' ? secret : secret();
}

/**
 * Reads a provider's credential for a header.
 * @param signal ends the waiting, with its reason.
 * @throws {GatewayError} `upstream_authentication_error` when there is none to send: another target
 *   may have its own. The cause is for the log.
 */
export async function resolveCredential(
  provider: string,
  secret: Secret,
  signal: AbortSignal,
): Promise<string> {
  const credential =
    typeof secret === 'string' ? secret : await fetchCredential(provider, secret, signal);
  if (isHeaderValue(credential)) return credential;
  throw noCredential(provider, new TypeError('It is empty, or no header can carry it.'));
}

async function fetchCredential(
  provider: string,
  secret: Exclude<Secret, string>,
  signal: AbortSignal,
) {
  try {
    const credential = secret();
    return typeof credential === 'string' ? credential : await untilAborted(credential, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw noCredential(provider, cause);
  }
}

/** Visible ASCII only: a line break behind a key that was read from a file is the usual case. */
export function isHeaderValue(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}

function noCredential(provider: string, cause: unknown): GatewayError {
  const message = `The gateway has no credential for the upstream "${provider}".`;
  return new GatewayError('upstream_authentication_error', message, { cause });
}
