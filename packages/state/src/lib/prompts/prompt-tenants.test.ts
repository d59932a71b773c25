import { expect, test } from 'vitest';
import { forSeeds, type Random } from '../kit/__fixtures__/random.ts';
import { openPrompts, type Reply } from './__fixtures__/open-prompts.ts';
import { createPromptId } from './prompt-records.ts';

type Ask = readonly [method: string, path: (id: string) => string, body?: object];

/** All that can be asked about an id. */
const asks: readonly Ask[] = [
  ['GET', (id) => `/${id}`],
  ['GET', (id) => `/${id}?version=1`],
  ['GET', (id) => `/${id}?version=7`],
  ['GET', (id) => `/${id}?version=x`],
  ['GET', (id) => `/${id}/versions`],
  ['GET', (id) => `/${id}/versions?after=1`],
  ['GET', (id) => `/${id}/versions?limit=0`],
  ['GET', (id) => `?after=${id}`],
  ['GET', (id) => `?before=${id}&order=asc`],
  ...['POST', 'PUT'].flatMap((method): Ask[] => [
    [method, (id) => `/${id}`, { prompt: 'mine', version: 1 }],
    [method, (id) => `/${id}`, { prompt: 'mine', version: 9 }],
    [method, (id) => `/${id}`, { version: 1, variables: ['z'] }],
    [method, (id) => `/${id}`, { prompt: 'mine' }],
    [method, (id) => `/${id}/set-default-version`, { version: 1 }],
    [method, (id) => `/${id}/set-default-version`, { version: 9 }],
  ]),
  ['POST', (id) => `/${id}/default_version`, { version: 2 }],
  ['DELETE', (id) => `/${id}`],
];

/** What differs between any two calls, and the id that was asked about. */
function toldIn({ status, headers, json }: Reply, id: string): object {
  const names = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
  return { status, headers: names, body: JSON.stringify(json).replaceAll(id, 'ID') };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  return Array.from(list, () => rest.splice(random.below(rest.length), 1)[0] as T);
}

test('about another’s prompt every route answers as about an id that nobody has, and changes nothing', async () => {
  await forSeeds(20, async (random) => {
    const { call, create, resolve } = openPrompts();
    const { id } = await create('{{a}} secret');
    await call('PUT', `/${id}`, { prompt: '{{a}} {{b}} secret', version: 1 });
    const before = (await call('GET', `/${id}/versions`)).json;
    for (const [method, path, body] of shuffled(asks, random)) {
      const nobodys = createPromptId();
      const about = async (which: string) =>
        toldIn(await call(method, path(which), body, 'theirs'), which);
      const foreign = await about(id);
      expect(foreign).toEqual(await about(nobodys));
      expect(JSON.stringify(foreign)).not.toContain('secret');
      for (const version of [undefined, '1', '9']) {
        const reject = (which: string) =>
          resolve({ id: which, version, variables: { a: 'x' } }, 'theirs').then(
            () => expect.unreachable(),
            ({ status, code, param, message }) => ({
              status,
              code,
              param,
              message: message.replaceAll(which, 'ID'),
            }),
          );
        expect(await reject(id)).toEqual(await reject(nobodys));
      }
    }
    expect((await call('GET', `/${id}/versions`)).json).toEqual(before);
    expect((await call('GET', '', undefined, 'theirs')).json.data).toEqual([]);
  });
});
