import { toBase64 } from '../base64.ts';
import type { DataUrl } from '../data-url.ts';
import type { FetchedMedia, GuardedFetch, MediaPlace } from './guarded-fetch.ts';
import { mediaRefused } from './media-faults.ts';

/** The medium at a URL that the upstream does not follow. */
export type MediaAt = (place: MediaPlace) => DataUrl;

export interface MediaConverting {
  /** Default: nothing is fetched, and what would have to be is refused. */
  readonly fetchMedia?: GuardedFetch | undefined;
  readonly signal: AbortSignal;
}

/**
 * Converts a request that may name media by URL. A conversion that asks for none runs once. Another
 * runs twice: first with empty media, of the first type that each place accepts, so that a request
 * that is refused anyway has nothing fetched, and then with those that were fetched.
 * @param convert without effects; it asks for the same media each time, in the same order.
 * @throws {GatewayError} 400 with `param` for media that are not fetched; what `convert` throws.
 */
export async function convertWithMedia<Converted>(
  convert: (mediaAt: MediaAt) => Converted,
  { fetchMedia, signal }: MediaConverting,
): Promise<Converted> {
  const places: MediaPlace[] = [];
  const draft = convert((place) => {
    if (!fetchMedia) throw mediaRefused(place.param);
    places.push(place);
    return { mediaType: place.accept[0] ?? '', base64: '' };
  });
  if (!fetchMedia || places.length === 0) return draft;
  const media = (await fetchMedia.fetchAll(places, signal)).values();
  return convert(() => toInline(media.next().value));
}

function toInline(media: FetchedMedia | undefined): DataUrl {
  if (!media) throw new Error('A guarded fetch gave fewer media than it was asked for.');
  return { mediaType: media.mediaType, base64: toBase64(media.bytes) };
}
