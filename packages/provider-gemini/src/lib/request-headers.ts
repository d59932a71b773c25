import { type Headers, isCredentialHeader } from '@gw/core';
import { resolveCredential, selectHeaders } from '@gw/provider-utils';
import type { GeminiProviderSettings } from './settings.ts';

/** The headers of one call, and the credentials in them, which no error may quote. */
export interface RequestHeaders {
  readonly headers: Headers;
  readonly secrets: readonly string[];
}

/** What a call brings. */
export interface HeaderSources {
  /** Those of the client; only what the settings name is taken. */
  readonly client: Headers;
  /** About this request's body and reply. */
  readonly own: Headers;
  readonly signal: AbortSignal;
}

export type HeaderMaker = (sources: HeaderSources) => Promise<RequestHeaders>;

const defaults: Headers = { 'user-agent': 'gw-provider-gemini' };

/**
 * The order decides: settings over what is forwarded, the credential over both. The key stands in a
 * header and never in a URL.
 */
export function createHeaderMaker(
  provider: string,
  { apiKey, headers: given = {}, forwardHeaders = [] }: GeminiProviderSettings,
): HeaderMaker {
  const fixed = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const fixedSecrets = Object.entries(fixed).flatMap(secretOf);
  const allowed = forwardHeaders.map((name) => name.toLowerCase());
  return async ({ client, own, signal }) => {
    const headers = { ...defaults, ...selectHeaders(client, allowed), ...own, ...fixed };
    if (apiKey === undefined) return { headers, secrets: fixedSecrets };
    const key = await resolveCredential(provider, apiKey, signal);
    return { headers: { ...headers, 'x-goog-api-key': key }, secrets: [key, ...fixedSecrets] };
  };
}

/** The credential in a header of the settings, behind its scheme if it has one. */
function secretOf([name, value]: [string, string]): string[] {
  return isCredentialHeader(name) ? [value.slice(value.indexOf(' ') + 1)] : [];
}
