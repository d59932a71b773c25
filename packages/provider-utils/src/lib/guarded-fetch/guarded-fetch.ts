/**
 * The addresses of a host, as text: `['93.184.216.34', '2606:2800:21f:cb07::1']`. Rejects, or gives
 * none, when there are none.
 * @param options.signal aborted when nobody waits for the answer any more.
 */
export type MediaLookup = (
  host: string,
  options: { readonly signal: AbortSignal },
) => Promise<readonly string[]>;

export interface GuardedFetchOptions {
  /** Refuses `http:` URLs. Default: false. */
  readonly httpsOnly?: boolean | undefined;
  /** The ports a URL may use. Default: 80 and 443. */
  readonly ports?: readonly number[] | undefined;
  /** Size of one medium. Default: 20 MiB. */
  readonly maxBytes?: number | undefined;
  /** How many media one request of a client may name; one named twice counts twice. Default: 16. */
  readonly maxUrls?: number | undefined;
  /** Size of all media of one request of a client, each as often as it is named. Default: 32 MiB. */
  readonly maxTotalBytes?: number | undefined;
  /** From the URL to the last byte, DNS included, in ms. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Opens single addresses that are not public, by answering `true`. It is asked about those alone,
   * with the address that is connected to and the URL's host: check both, since anyone can let a
   * name of theirs point to your address. Default: none is opened.
   */
  readonly allow?: ((address: string, host: string) => boolean) | undefined;
  /** Default: the system's DNS servers are asked; files such as `/etc/hosts` are not. */
  readonly lookup?: MediaLookup | undefined;
  /** How it presents itself; some hosts serve nobody without a name. Default: `gw`. */
  readonly userAgent?: string | undefined;
}

export interface MediaRequest {
  /** Where the URL stands in the client's request, for errors: `messages[0].content[1].image_url.url`. */
  readonly param: string;
  /** The media types that are wanted, in lower case: `['image/png', 'image/*']`. */
  readonly accept: readonly string[];
  /** Ends the fetch in every phase. Default: never. */
  readonly signal?: AbortSignal | undefined;
}

/** A medium that a request of a client names. */
export interface MediaPlace extends Pick<MediaRequest, 'param' | 'accept'> {
  readonly url: string;
}

export interface FetchedMedia {
  readonly bytes: Uint8Array;
  /** Lower case, without parameters: `image/png`. */
  readonly mediaType: string;
}

/** Fetches what a client's URL names, from public hosts only. */
export interface GuardedFetch {
  /**
   * @throws {GatewayError} 400 with `param`, for whatever the URL or its host is to blame; no message
   *   holds the URL. `unavailable` once it is closed.
   * @throws the signal's reason once it is aborted.
   */
  fetchMedia(url: string, request: MediaRequest): Promise<FetchedMedia>;
  /**
   * All that one request of a client names, in this order, within `maxUrls` and `maxTotalBytes`. The
   * first that fails ends the others. Pass every mention: what is named again is not fetched again,
   * but goes to the upstream again, and both bounds are about that.
   * @throws as {@link fetchMedia} does.
   */
  fetchAll(places: readonly MediaPlace[], signal: AbortSignal): Promise<readonly FetchedMedia[]>;
  /** Ends the fetches under way. A second call changes nothing. */
  close(): Promise<void>;
}

/** The options that bound a fetch, complete. */
export interface FetchLimits {
  readonly httpsOnly: boolean;
  readonly ports: readonly number[];
  readonly maxBytes: number;
  readonly maxUrls: number;
  readonly maxTotalBytes: number;
  readonly timeoutMs: number;
}

/**
 * @throws {TypeError} that names the option: a bound that is no number would compare as no bound.
 */
export function completeLimits(options: GuardedFetchOptions): FetchLimits {
  const {
    httpsOnly = false,
    ports = [80, 443],
    maxBytes = 20 * 1024 * 1024,
    maxUrls = 16,
    maxTotalBytes = 32 * 1024 * 1024,
    timeoutMs = 30_000,
  } = options;
  // More than a timer can count.
  check('timeoutMs', timeoutMs, 2 ** 31 - 1);
  check('maxBytes', maxBytes, Number.MAX_SAFE_INTEGER);
  check('maxUrls', maxUrls, Number.MAX_SAFE_INTEGER);
  check('maxTotalBytes', maxTotalBytes, Number.MAX_SAFE_INTEGER);
  for (const port of ports) check('ports', port, 65_535);
  return { httpsOnly, ports, maxBytes, maxUrls, maxTotalBytes, timeoutMs };
}

function check(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value > 0 && value <= most) return;
  throw new TypeError(`createGuardedFetch: "${option}" takes whole numbers from 1 to ${most}.`);
}
