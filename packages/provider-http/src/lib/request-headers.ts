import { type Headers, isCredentialHeader } from '@gw/core';
import { resolveCredential, selectHeaders } from '@gw/provider-utils';
import type { HttpProviderSettings } from './settings.ts';

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

/** Some upstreams turn away who does not say what it is. */
const defaults: Headers = { 'user-agent': 'gw-provider-http' };

/** The order decides: settings over what is forwarded, the credential over both. */
export function createHeaderMaker(provider: string, settings: HttpProviderSettings): HeaderMaker {
  const { apiKey, auth } = settings;
  const header = auth?.header?.toLowerCase() ?? 'authorization';
  const scheme = auth?.scheme ?? (header === 'authorization' ? 'Bearer' : '');
  const fixed = withLowerNames(settings.headers);
  const fixedSecrets = Object.keys(fixed).flatMap((name) => secretOf(name, fixed[name]));
  const allowed = settings.forwardHeaders?.map((name) => name.toLowerCase()) ?? [];
  return async ({ client, own, signal }) => {
    const headers = { ...defaults, ...selectHeaders(client, allowed), ...own, ...fixed };
    if (apiKey === undefined) return { headers, secrets: fixedSecrets };
    const key = await resolveCredential(provider, apiKey, signal);
    const value = scheme === '' ? key : `${scheme} ${key}`;
    return { headers: { ...headers, [header]: value }, secrets: [key, ...fixedSecrets] };
  };
}

function withLowerNames(headers: HttpProviderSettings['headers'] = {}): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The credential in a header of the settings, behind its scheme if it has one. */
function secretOf(name: string, value: string | undefined): string[] {
  if (value === undefined || !isCredentialHeader(name)) return [];
  return [value.slice(value.indexOf(' ') + 1)];
}
