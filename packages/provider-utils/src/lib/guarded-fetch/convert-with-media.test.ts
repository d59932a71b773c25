import { expect, it, vi } from 'vitest';
import { convertWithMedia, type MediaAt } from './convert-with-media.ts';
import type { GuardedFetch, MediaPlace } from './guarded-fetch.ts';
import { mediaRefused } from './media-faults.ts';

const { signal } = new AbortController();
const place = (name: string, at = 0): MediaPlace => ({
  url: `https://media.example/${name}`,
  param: `images[${at}]`,
  accept: ['image/png', 'image/jpeg'],
});

/** Gives each URL's last letter. */
function createFetch() {
  const fetchAll = vi.fn<GuardedFetch['fetchAll']>(async (places) =>
    places.map(({ url }) => ({
      bytes: new TextEncoder().encode(url.at(-1)),
      mediaType: 'image/jpeg',
    })),
  );
  return { fetchAll, fetchMedia: vi.fn(), close: async () => {} };
}

it('converts once what names no media, and asks nobody', async () => {
  const fetchMedia = createFetch();
  const convert = vi.fn(() => 'converted');
  expect(await convertWithMedia(convert, { fetchMedia, signal })).toBe('converted');
  expect(convert).toHaveBeenCalledOnce();
  expect(fetchMedia.fetchAll).not.toHaveBeenCalled();
});

it('converts with what it fetched, and names each mention to the bounds', async () => {
  const fetchMedia = createFetch();
  const places = [place('a'), place('b', 1), place('a', 2)];
  const convert = (mediaAt: MediaAt) => places.map(mediaAt);
  expect(await convertWithMedia(convert, { fetchMedia, signal })).toEqual([
    { mediaType: 'image/jpeg', base64: 'YQ==' },
    { mediaType: 'image/jpeg', base64: 'Yg==' },
    { mediaType: 'image/jpeg', base64: 'YQ==' },
  ]);
  expect(fetchMedia.fetchAll.mock.calls).toEqual([[places, signal]]);
});

it('fetches nothing for a request that is refused', async () => {
  const fetchMedia = createFetch();
  const seen: unknown[] = [];
  const convert = (mediaAt: MediaAt) => {
    seen.push(mediaAt(place('a')));
    throw new Error('refused');
  };
  await expect(convertWithMedia(convert, { fetchMedia, signal })).rejects.toThrow('refused');
  expect(seen).toEqual([{ mediaType: 'image/png', base64: '' }]);
  expect(fetchMedia.fetchAll).not.toHaveBeenCalled();
});

it('refuses media where nothing is fetched, and says how to go on', async () => {
  const converting = convertWithMedia((mediaAt) => mediaAt(place('a')), { signal });
  await expect(converting).rejects.toEqual(mediaRefused('images[0]'));
});
