import { type Awaitable, GatewayError } from '@gw/core';
import { untilAborted } from './until-aborted.ts';

/** A credential, or what fetches it: read at every call, so it may change or expire. */
export type Secret = string | (() => Awaitable<string>);

/** Reads a secret at call time. */
export function resolveSecret(secret: Secret): Awaitable<string> {
  return typeof secret === 'string' ? secret : secret();
}

/**
 * Reads a provider's credential for a header. A promise only where it has to be fetched.
 * @param signal ends the waiting, with its reason.
 * @throws {GatewayError} `upstream_authentication_error` when there is none to send: another target
 *   may have its own. The cause is for the log.
 */
export function resolveCredential(
  provider: string,
  secret: Secret,
  signal: AbortSignal,
): string | Promise<string> {
  return typeof secret === 'string'
    ? checkCredential(provider, secret)
    : fetchCredential(provider, secret, signal);
}

async function fetchCredential(
  provider: string,
  secret: Exclude<Secret, string>,
  signal: AbortSignal,
): Promise<string> {
  let credential: string;
  try {
    const given = secret();
    credential = typeof given === 'string' ? given : await untilAborted(given, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw noCredential(provider, cause);
  }
  return checkCredential(provider, credential);
}

function checkCredential(provider: string, credential: unknown): string {
  if (isHeaderValue(credential)) return credential;
  throw noCredential(provider, new TypeError('It is empty, or no header can carry it.'));
}

/** Visible ASCII only: a line break behind a key that was read from a file is the usual case. */
export function isHeaderValue(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}

function noCredential(provider: string, cause: unknown): GatewayError {
  const message = `The gateway has no credential for the upstream "${provider}".`;
  return new GatewayError('upstream_authentication_error', message, { cause });
}
