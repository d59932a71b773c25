import { type Headers, isCredentialHeader } from '@gw/core';
import { resolveCredential, type Secret } from './secret.ts';
import { selectHeaders } from './select-headers.ts';

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

/** A promise only where the key has to be fetched. */
export type HeaderMaker = (sources: HeaderSources) => RequestHeaders | Promise<RequestHeaders>;

/** How an upstream wants its key. */
export interface CredentialHeader {
  /** In lower case. */
  readonly name: string;
  /** Word in front of the key. Default: none. */
  readonly scheme?: string | undefined;
}

/** What is the same for every call. */
export interface HeaderRules {
  /** Id of the provider, for errors. */
  readonly provider: string;
  readonly credential: CredentialHeader;
  /** Under all others. Names in lower case. Default: none. */
  readonly defaults?: Headers | undefined;
  /** Headers that must say what both sides want: over the forwarded and the fixed ones. Default: none. */
  readonly join?: ((forwarded: Headers, fixed: Headers) => Headers) | undefined;
}

/** The user's settings about headers. */
export interface HeaderSettings {
  /** Default: no credential is sent. */
  readonly apiKey?: Secret | undefined;
  /** Sent with every call. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** See {@link selectHeaders}, in any case. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
}

/** The order decides: settings over what is forwarded, the credential over both. */
export function createHeaderMaker(rules: HeaderRules, settings: HeaderSettings): HeaderMaker {
  const { provider, credential, defaults, join } = rules;
  const { apiKey, headers: given = {}, forwardHeaders = [] } = settings;
  const fixed = withLowerNames(given);
  const fixedSecrets = Object.entries(fixed).flatMap(secretOf);
  const allowed = forwardHeaders.map((name) => name.toLowerCase());
  const withKey = (headers: Headers, key: string): RequestHeaders => {
    const value = credential.scheme ? `${credential.scheme} ${key}` : key;
    return { headers: { ...headers, [credential.name]: value }, secrets: [key, ...fixedSecrets] };
  };
  return ({ client, own, signal }) => {
    const forwarded = selectHeaders(client, allowed);
    const joined = join?.(forwarded, fixed);
    const headers = { ...defaults, ...forwarded, ...own, ...fixed, ...joined };
    if (apiKey === undefined) return { headers, secrets: fixedSecrets };
    const key = resolveCredential(provider, apiKey, signal);
    return typeof key === 'string'
      ? withKey(headers, key)
      : key.then((fetched) => withKey(headers, fetched));
  };
}

function withLowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** The credential in a header of the settings, behind its scheme if it has one. */
function secretOf([name, value]: [string, string]): string[] {
  return isCredentialHeader(name) ? [value.slice(value.indexOf(' ') + 1)] : [];
}
