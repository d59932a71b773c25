import { type Headers, isCredentialHeader } from '@gw/core';
import { resolveCredential, selectHeaders } from '@gw/provider-utils';
import type { OllamaProviderSettings } from './settings.ts';

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

const defaults: Headers = { 'user-agent': 'gw-provider-ollama' };

/**
 * The order decides: settings over what is forwarded, the credential over both.
 * @see https://docs.ollama.com/api/authentication
 */
export function createHeaderMaker(provider: string, settings: OllamaProviderSettings): HeaderMaker {
  const { apiKey, headers: given = {}, forwardHeaders = [] } = settings;
  const fixed = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  const fixedSecrets = fixed.flatMap(([name, value]) => secretOf(name, value));
  const allowed = forwardHeaders.map((name) => name.toLowerCase());
  return async ({ client, own, signal }) => {
    const chosen = { ...defaults, ...selectHeaders(client, allowed), ...own };
    const headers = { ...chosen, ...Object.fromEntries(fixed) };
    if (apiKey === undefined) return { headers, secrets: fixedSecrets };
    const key = await resolveCredential(provider, apiKey, signal);
    const authorization = `Bearer ${key}`;
    return { headers: { ...headers, authorization }, secrets: [key, ...fixedSecrets] };
  };
}

/** The credential in a header of the settings, behind its scheme if it has one. */
function secretOf(name: string, value: string): string[] {
  return isCredentialHeader(name) ? [value.slice(value.indexOf(' ') + 1)] : [];
}
