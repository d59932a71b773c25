import type { Headers } from '@gw/core';
import { resolveCredential, selectHeaders } from '@gw/provider-utils';
import type { HttpProviderSettings } from './settings.ts';

/** The headers of one call, and the credential in them, which no error may quote. */
export interface RequestHeaders {
  readonly headers: Headers;
  readonly secrets: readonly string[];
}

/** @param clientHeaders those of the client that may be forwarded if the settings name them. */
export type HeaderMaker = (clientHeaders: Headers, own: Headers) => Promise<RequestHeaders>;

/** The order decides: settings over what is forwarded, the credential over both. */
export function createHeaderMaker(provider: string, settings: HttpProviderSettings): HeaderMaker {
  const { apiKey, auth, headers: fixed, forwardHeaders = [] } = lowerCase(settings);
  const { header = 'authorization', scheme = header === 'authorization' ? 'Bearer' : '' } = auth;
  return async (clientHeaders, own) => {
    const headers = { ...selectHeaders(clientHeaders, forwardHeaders), ...own, ...fixed };
    if (apiKey === undefined) return { headers, secrets: [] };
    const key = await resolveCredential(provider, apiKey);
    const value = scheme === '' ? key : `${scheme} ${key}`;
    return { headers: { ...headers, [header]: value }, secrets: [key] };
  };
}

function lowerCase({ apiKey, auth, headers = {}, forwardHeaders = [] }: HttpProviderSettings) {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    apiKey,
    auth: { ...auth, header: auth?.header?.toLowerCase() },
    headers: Object.fromEntries(entries) as Record<string, string>,
    forwardHeaders: forwardHeaders.map((name) => name.toLowerCase()),
  };
}
