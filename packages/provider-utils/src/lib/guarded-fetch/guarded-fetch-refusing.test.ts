import { expect, it } from 'vitest';
import { createGuardedFetch } from './guarded-fetch-refusing.ts';

it('refuses every URL and says why', async () => {
  const guarded = createGuardedFetch({ allow: () => true });
  const request = { param: 'input[0].image_url', accept: ['image/png'] };
  await expect(guarded.fetchMedia('https://media.example/a.png', request)).rejects.toMatchObject({
    code: 'unsupported_parameter',
    status: 400,
    param: 'input[0].image_url',
    message: expect.stringMatching(/cannot fetch: its runtime connects by name only.*on Node/),
  });
  await guarded.close();
});

it('rejects with the reason of a signal that is aborted already', async () => {
  const reason = new Error('gone');
  const request = { param: 'x', accept: [], signal: AbortSignal.abort(reason) };
  await expect(createGuardedFetch().fetchMedia('https://a.example', request)).rejects.toBe(reason);
});

it('takes the same options as the one that fetches', () => {
  expect(() => createGuardedFetch({ maxBytes: Number.NaN })).toThrow(/"maxBytes"/);
});

it('refuses the first of several, and nothing where there is none', async () => {
  const { signal } = new AbortController();
  const guarded = createGuardedFetch();
  const place = { url: 'https://media.example/a', param: 'images[0]', accept: [] };
  await expect(guarded.fetchAll([place], signal)).rejects.toMatchObject({ param: 'images[0]' });
  expect(await guarded.fetchAll([], signal)).toEqual([]);
});
