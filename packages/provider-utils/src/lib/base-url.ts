/** A checked base URL. */
export interface BaseUrl {
  /**
   * Appends a path and keeps what the base has, its query too:
   * `https://host/openai/v1?v=1` + `models` → `https://host/openai/v1/models?v=1`.
   */
  join(path: string): string;
}

/**
 * Checks a base URL once, when the settings are read. A slash at its end makes no difference, and
 * nothing is added to it, no `/v1` either.
 * @param setting where it comes from, for errors: `createHttpProvider: "baseUrl"`.
 * @param query added to every URL. Check names with {@link refuseCredentialNames}.
 * @throws {TypeError} for what is no http(s) URL, and for credentials in it: URLs stand in logs.
 */
export function parseBaseUrl(
  text: string,
  setting: string,
  query: Readonly<Record<string, string>> = {},
): BaseUrl {
  const base = parseHttpUrl(text, setting);
  if (base.username !== '' || base.password !== '') {
    throw new TypeError(`${setting} must hold no user or password; give the key as a setting.`);
  }
  if (base.hash !== '') throw new TypeError(`${setting} must have no "#…" part.`);
  refuseCredentialNames(base.searchParams.keys(), setting);
  for (const [name, value] of Object.entries(query)) base.searchParams.set(name, value);
  const folder = base.pathname.replace(/\/+$/, '');
  return {
    join: (path) => `${base.origin}${folder}/${path.replace(/^\/+/, '')}${base.search}`,
  };
}

/** @throws {TypeError} without quoting the text, which may hold a credential. */
export function parseHttpUrl(text: unknown, setting: string): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new TypeError(`${setting} must be a URL that starts with http:// or https://.`);
}

const credentialName = /(^|[-_.])(key|apikey|token|secret|password|sig|signature)$/i;

/** @throws {TypeError} for a query parameter that looks like a credential: `key`, `api_key`, `token`. */
export function refuseCredentialNames(parameters: Iterable<string>, setting: string): void {
  for (const name of parameters) {
    if (!credentialName.test(name)) continue;
    throw new TypeError(
      `${setting} must hold no credential: the query parameter "${name}" looks like one.`,
    );
  }
}
