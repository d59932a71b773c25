import { GatewayError } from '@gw/core';

// What these say reaches clients: never the URL, whose query may hold a credential, and nothing that
// tells one host that may not be asked from another.

/** The refusal of a provider that has no guarded fetch and whose upstream takes only bytes. */
export function mediaRefused(param: string): GatewayError {
  return unsupported(
    param,
    'is a URL, and this gateway fetches none for this model: send the bytes themselves as a "data:" URL. Whoever runs the gateway can turn fetching on by the provider\'s setting `fetchMedia: createGuardedFetch()`, from @gw/provider-utils.',
  );
}

/** Where a host could answer one address to the check and another to the connection. */
export function cannotPin(param: string): GatewayError {
  return unsupported(
    param,
    'is a URL, which this gateway cannot fetch: its runtime connects by name only, so that a checked address could be exchanged. Send the bytes themselves as a "data:" URL, or run the gateway on Node.',
  );
}

export function notFetchable(param: string, httpsOnly: boolean): GatewayError {
  return refused(param, `must be an absolute ${httpsOnly ? 'https' : 'http(s)'} URL.`);
}

export function credentialsInUrl(param: string): GatewayError {
  return refused(param, 'must hold no user or password.');
}

export function portRefused(param: string, ports: readonly number[]): GatewayError {
  return refused(param, `must use a port that is allowed: ${ports.join(', ')}.`);
}

/**
 * The one answer for whatever comes before a reply: a name that is not there, one that leads inside,
 * a closed port, broken TLS. The cause is for the log.
 */
export function hostRefused(param: string, cause: unknown): GatewayError {
  return refused(
    param,
    'could not be fetched: its host cannot be reached, or is none that may be.',
    describe(cause),
  );
}

export function redirectRefused(param: string, status: number): GatewayError {
  return refused(
    param,
    `leads to a redirect (HTTP ${status}), which is not followed: send the URL of the file itself.`,
  );
}

export function statusRefused(param: string, status: number): GatewayError {
  return refused(param, `could not be fetched: its host answered with HTTP ${status}.`);
}

export function compressedReply(param: string): GatewayError {
  return refused(param, 'could not be fetched: its host sent compressed bytes, unasked.');
}

/** @param mediaType undefined where the host named none, or none that is well-formed. */
export function typeRefused(
  param: string,
  mediaType: string | undefined,
  accept: readonly string[],
): GatewayError {
  const found = mediaType === undefined ? 'has no media type' : `is of the type ${mediaType}`;
  return refused(param, `${found}; accepted here: ${accept.join(', ')}.`);
}

export function tooLarge(param: string, maxBytes: number): GatewayError {
  return refused(param, `is larger than ${maxBytes} bytes.`);
}

/** What one request names beyond what it may. */
export function tooMany(param: string, maxUrls: number): GatewayError {
  return refused(param, `is a URL too many: a request may name ${maxUrls}.`);
}

export function tooMuch(param: string, maxTotalBytes: number): GatewayError {
  return refused(param, `and the other URLs of the request hold more than ${maxTotalBytes} bytes.`);
}

export function emptyReply(param: string): GatewayError {
  return refused(param, 'is empty.');
}

export function brokenOff(param: string, cause: unknown): GatewayError {
  return refused(param, 'could not be fetched: its host broke off in the middle.', describe(cause));
}

export function tooSlow(param: string, timeoutMs: number): GatewayError {
  return refused(param, `could not be fetched within ${timeoutMs} ms.`);
}

export function fetchClosed(): GatewayError {
  return new GatewayError('unavailable', 'The gateway fetches no more media: it is closing.');
}

function refused(param: string, what: string, cause?: Error): GatewayError {
  return new GatewayError('invalid_value', `"${param}" ${what}`, { param, cause });
}

function unsupported(param: string, what: string): GatewayError {
  return new GatewayError('unsupported_parameter', `"${param}" ${what}`, { param });
}

/** Words only: Node's own errors carry certificates and bytes that the host sent. */
function describe(cause: unknown): Error {
  const { code, message } = (cause ?? {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  return new Error([code, message].filter(Boolean).join(': '));
}
