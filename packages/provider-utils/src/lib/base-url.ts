/** A checked base URL. */
export interface BaseUrl {
  /** Path and query of its own are kept: `https://host/openai/v1?v=1` + `models` → `…/openai/v1/models?v=1`. */
  join(path: string): string;
}

export interface BaseUrlSettings {
  /** Where the value comes from, for errors: `createHttpProvider: "baseUrl"`. */
  readonly setting: string;
  /** Added to every URL. Default: none. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

const keyLike = /(^|[-_.])(key|api-?key|apikey|token|secret|password|sig|signature)$/i;

/**
 * Checks a base URL once, when the settings are read. A slash at its end makes no difference, and
 * nothing is added to it, no `/v1` either.
 * @throws {TypeError} for what is no http(s) URL, and for credentials in it: URLs stand in logs.
 */
export function parseBaseUrl(text: string, { setting, query = {} }: BaseUrlSettings): BaseUrl {
  const base = URL.canParse(text) ? new URL(text) : undefined;
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:') {
    throw new TypeError(`${setting} must be a URL that starts with http:// or https://.`);
  }
  if (base.username !== '' || base.password !== '') {
    throw new TypeError(`${setting} must hold no user or password; give the key as a setting.`);
  }
  if (base.hash !== '') throw new TypeError(`${setting} must have no "#…" part.`);
  for (const [name, value] of Object.entries(query)) base.searchParams.set(name, value);
  for (const name of base.searchParams.keys()) refuseKey(setting, name);
  const folder = base.pathname.replace(/\/+$/, '');
  return {
    join: (path) => `${base.origin}${folder}/${path.replace(/^\/+/, '')}${base.search}`,
  };
}

function refuseKey(setting: string, parameter: string): void {
  if (!keyLike.test(parameter)) return;
  throw new TypeError(
    `${setting} must hold no credential: the query parameter "${parameter}" looks like one.`,
  );
}
