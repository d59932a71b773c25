/** What belongs to one tenant is, for every other, as if it had never been: on every route, by every id. */
import { createMemoryStore, type StateStore } from '@gw/state';
import { hangsMidStream, status, when } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { forSeeds, type Seeded } from '../responses/support/seeded.ts';
import { until } from '../support/until.ts';
import { type Kept, keptIn } from './support/kept.ts';
import { eventsIn, responseIdIn } from './support/sse.ts';
import { type Asked, openStateHouse, type StateHouse, type Tenant } from './support/state-house.ts';
import { type OpenStore, onEveryStore } from './support/stores.ts';

/** What an id is of. */
type Kind = 'response' | 'item' | 'conversation' | 'conversation item' | 'prompt';

interface Known {
  readonly kind: Kind;
  readonly id: string;
}

/** Ids of its own that a tenant may ask with. */
interface Own {
  readonly conversation: string;
  readonly response: string;
}

type Call = readonly [path: string, asked?: Asked];

const body = { model: 'test-model', input: 'Go on.' };
const message = (id: string) => ({ type: 'message', id, role: 'user', content: 'Hi' });

/** A request about a response to come, as JSON and as a stream. */
const posts = (members: object, path = '/responses'): Call[] => {
  const asked = { ...body, ...members };
  const whole: Call = [path, { body: asked }];
  return path === '/responses' ? [whole, [path, { body: { ...asked, stream: true } }]] : [whole];
};

const methods = (path: string, bodies: Readonly<Record<string, object | undefined>>): Call[] =>
  Object.entries(bodies).map(([method, each]) => [path, { method, ...(each && { body: each }) }]);

const reference = (id: string) => ({ input: [{ type: 'item_reference', id }, message('msg_x')] });

/** Every place of every route in which an id may stand. */
function callsAbout(id: string, own: Own): Call[] {
  const lists = [
    '/responses',
    `/responses/${own.response}/input_items`,
    '/conversations',
    `/conversations/${own.conversation}/items`,
    '/prompts',
  ];
  return [
    // A place in a path.
    ...methods(`/responses/${id}`, { GET: undefined, DELETE: undefined }),
    ...methods(`/responses/${id}/cancel`, { POST: undefined }),
    [`/responses/${id}?stream=true`],
    [`/responses/${id}?stream=true&starting_after=1`],
    [`/responses/${id}?include[]=reasoning.encrypted_content`],
    [`/responses/${id}/input_items`],
    [`/responses/${id}/input_items?order=asc&limit=1`],
    ...methods(`/conversations/${id}`, {
      GET: undefined,
      POST: { metadata: { a: 'b' } },
      DELETE: undefined,
    }),
    ...methods(`/conversations/${id}/items`, {
      GET: undefined,
      POST: { items: [message('msg_y')] },
    }),
    ...methods(`/conversations/${id}/items/msg_z`, { GET: undefined, DELETE: undefined }),
    ...methods(`/conversations/${own.conversation}/items/${id}`, {
      GET: undefined,
      DELETE: undefined,
    }),
    ...methods(`/prompts/${id}`, {
      GET: undefined,
      POST: { prompt: 'x', version: 1 },
      PUT: { prompt: 'x', version: 1 },
      DELETE: undefined,
    }),
    [`/prompts/${id}?version=1`],
    [`/prompts/${id}/versions`],
    ...methods(`/prompts/${id}/default_version`, { POST: { version: 1 } }),
    ...methods(`/prompts/${id}/set-default-version`, { POST: { version: 1 }, PUT: { version: 1 } }),
    // A cursor.
    ...lists.flatMap((path): Call[] => [
      [`${path}?after=${id}`],
      [`${path}?before=${id}&limit=1`],
      [`${path}?after=${id}&order=asc`],
    ]),
    [`/responses/${id}/input_items?after=${id}`],
    [`/conversations/${id}/items?after=${id}`],
    [`/prompts/${id}/versions?after=1`],
    // A member of a request.
    ...['/responses', '/responses/compact', '/responses/input_tokens'].flatMap((path) => [
      ...posts({ previous_response_id: id }, path),
      ...posts({ conversation: id }, path),
      ...posts({ conversation: { id } }, path),
      ...posts({ prompt: { id } }, path),
      ...posts({ prompt: { id, version: '1' } }, path),
      ...posts(reference(id), path),
    ]),
    ...posts({ previous_response_id: id, store: false }),
    ...posts({ conversation: id, store: false }),
    ...posts({ prompt: { id }, store: false }),
    ...posts({ ...reference(id), store: false }),
    ...posts({ previous_response_id: id, background: true }),
    ...posts({ conversation: id, background: true }),
    ...posts({ prompt: { id }, background: true }),
    ...posts({ ...reference(id), conversation: own.conversation }),
    ['/conversations', { body: { items: [{ type: 'item_reference', id }] } }],
    [
      `/conversations/${own.conversation}/items`,
      { body: { items: [{ type: 'item_reference', id }] } },
    ],
    // An item's own id, which may be anybody's.
    ...posts({ input: [message(id)], store: false }),
  ];
}

/** One answer, without what differs between any two. */
async function answerTo(house: StateHouse, [path, asked]: Call, tenant: Tenant, id: string) {
  const reply = await house.ask(path, { ...asked, tenant });
  const headers = reply.headerLines
    .filter(([name]) => !/^(x-request-id|x-upstream-request-id|date)$/i.test(name))
    .map(([name, value]) => [name, value.replaceAll(id, 'ID')]);
  return { status: reply.status, headers, body: anonymous(reply.text, id) };
}

/** Without the id that was asked with, without new ones, and without the time. */
function anonymous(text: string, id: string): string {
  return text
    .replaceAll(id, 'ID')
    .replaceAll(/(resp|msg|conv)_[0-9a-f]{8,}/g, '<$1>')
    .replaceAll(/("(?:created_at|completed_at)":)\d+/g, '$10')
    .replaceAll(/("obfuscation":)"[^"]*"/g, '$1""');
}

/** One of the same form that never was. */
function neverLike(id: string, seeded: Seeded): string {
  const hex = () => seeded.below(16).toString(16);
  return id.replace(/(?<=_).*/, (rest) => Array.from(rest, hex).join(''));
}

/** What a tenant may have done, each leaving ids behind. */
const deeds: Readonly<
  Record<
    string,
    (house: StateHouse, known: Known[], seeded: Seeded, tenant: Tenant) => Promise<void>
  >
> = {
  async 'asks for a response'(house, known, seeded, tenant) {
    const asked = { ...body, stream: seeded.chance(0.5), ...randomPlace(known, seeded) };
    const { text, status: code } = await house.ask('/responses', { body: asked, tenant });
    if (code !== 200) return;
    const response = asked.stream ? eventsIn(text).at(-1)?.response : JSON.parse(text);
    await learnResponse(house, known, response.id, tenant);
  },
  async 'asks for one in the background'(house, known, seeded, tenant) {
    const asked = { ...body, background: true, ...randomPlace(known, seeded) };
    const reply = await house.ask('/responses', { body: asked, tenant });
    if (reply.status !== 200) return;
    const { id } = reply.json() as { id: string };
    await expect
      .poll(async () => (await house.get(`/responses/${id}`, { tenant })).status)
      .toMatch(/completed|failed/);
    await learnResponse(house, known, id, tenant);
  },
  async 'asks for one that fails'(house, known, _seeded, tenant) {
    const asked = { ...body, input: 'fail', background: true };
    const { id } = await house.get('/responses', { body: asked, tenant });
    await expect
      .poll(async () => (await house.get(`/responses/${id}`, { tenant })).status)
      .toBe('failed');
    known.push({ kind: 'response', id });
  },
  async 'waits for one that runs'(house, known, seeded, tenant) {
    const background = seeded.chance(0.5);
    const asked = { ...body, input: 'wait', background, stream: true };
    const open = house.begin('/responses', { body: asked, tenant });
    // All that it will say has been said: nothing of it changes any more.
    await until('it speaks', () => open.received().includes('output_text.delta'));
    const id = responseIdIn(open.received()) ?? '';
    await expect
      .poll(async () => (await house.ask(`/responses/${id}`, { tenant })).status)
      .toBe(200);
    known.push({ kind: 'response', id });
  },
  async 'makes a conversation'(house, known, seeded, tenant) {
    const items = Array.from({ length: seeded.below(4) }, () => ({ role: 'user', content: 'Hi' }));
    const { id } = await house.get('/conversations', { body: { items }, tenant });
    known.push({ kind: 'conversation', id });
    const { data } = await house.get(`/conversations/${id}/items`, { tenant });
    for (const item of data) known.push({ kind: 'conversation item', id: item.id });
  },
  async 'makes a prompt'(house, known, seeded, tenant) {
    const { id } = await house.get('/prompts', { body: { prompt: 'Be kind.' }, tenant });
    known.push({ kind: 'prompt', id });
    if (!seeded.chance(0.5)) return;
    await house.get(`/prompts/${id}`, { body: { prompt: 'Be brief.', version: 1 }, tenant });
  },
  async 'deletes something'(house, known, seeded, tenant) {
    const deletable = known.filter(({ kind }) => !/item/.test(kind));
    if (deletable.length === 0) return;
    const { kind, id } = seeded.pick(deletable);
    await house.ask(`/${kind}s/${id}`, { method: 'DELETE', tenant });
  },
};

/** What a response stands on, where there is something. */
function randomPlace(known: readonly Known[], seeded: Seeded): object {
  const idOf = (kind: Kind) => {
    const ids = known.filter((one) => one.kind === kind);
    return ids.length > 0 ? seeded.pick(ids).id : undefined;
  };
  const [response, conversation, prompt] = [idOf('response'), idOf('conversation'), idOf('prompt')];
  return seeded.pick([
    {},
    response ? { previous_response_id: response } : {},
    conversation ? { conversation } : {},
    prompt ? { prompt: { id: prompt } } : {},
  ]);
}

async function learnResponse(house: StateHouse, known: Known[], id: string, tenant: Tenant) {
  known.push({ kind: 'response', id });
  const { output } = await house.get(`/responses/${id}`, { tenant });
  const { data } = await house.get(`/responses/${id}/input_items`, { tenant });
  for (const item of [...output, ...data]) known.push({ kind: 'item', id: item.id });
}

async function openTenants(openStore: OpenStore): Promise<StateHouse> {
  const house = await openStateHouse({ store: openStore(), retry: { maxAttempts: 1 } });
  const says =
    (word: string) =>
    ({ text }: { readonly text: string }) =>
      text.includes(`"${word}"`);
  house.upstream.script(when(says('wait'), hangsMidStream(5)), when(says('fail'), status(400)));
  return house;
}

onEveryStore('another tenant', (openStore) => {
  it('is answered about what is not its own as about what never was, on every route', async () => {
    await forSeeds(200, (seeded) => expectNoTrace(openStore, seeded), { timeMs: 8_000, least: 3 });
  });
});

describe('a store that lets tenants into each other', () => {
  /** For Eve, each of these looks where Ada's things are. */
  const leaks: Readonly<Record<string, (store: StateStore) => Partial<StateStore>>> = {
    get: ({ get }) => ({
      get: async (key) => (await get(key)) ?? get({ ...key, tenant: 'ada' }),
    }),
    find: ({ find }) => ({
      find: async (tenant, ...rest) => (await find(tenant, ...rest)) ?? find('ada', ...rest),
    }),
    list: ({ list }) => ({
      list: async (query) => (await list(query)) ?? list({ ...query, tenant: 'ada' }),
    }),
  };

  it.each(Object.keys(leaks))('is found out: %s', async (name) => {
    const openLeaky = () => {
      const store = createMemoryStore();
      return { ...store, ...leaks[name]?.(store) };
    };
    const property = forSeeds(20, (seeded) => expectNoTrace(openLeaky, seeded), { least: 20 });
    await expect(property).rejects.toThrow(/^seed \d+: expected/);
  });
});

/** Random deeds of Ada's leave no trace for Eve, and Eve's questions leave none with Ada. */
async function expectNoTrace(openStore: OpenStore, seeded: Seeded): Promise<void> {
  await using house = await openTenants(openStore);
  const known: Known[] = [];
  for (let deed = 3 + seeded.below(6); deed > 0; deed--)
    await deeds[seeded.pick(Object.keys(deeds))]?.(house, known, seeded, 'ada');
  if (known.length === 0) return;
  const own = await makeOwn(house);
  const look = () => keptIn(house.store, 'ada');
  const before = await quiet(look);
  const newest = [...new Map(known.map((one) => [one.kind, one])).values()];
  for (const { id } of [...newest, seeded.pick(known)])
    await expectLikeNobodys(house, id, neverLike(id, seeded), own);
  expect(timeless(await look())).toEqual(timeless(before));
}

async function expectLikeNobodys(house: StateHouse, id: string, never: string, own: Own) {
  expect(never).not.toBe(id);
  const about = callsAbout(id, own);
  for (const [at, call] of callsAbout(never, own).entries()) {
    const theirs = await answerTo(house, about[at] as Call, 'eve', id);
    const nobodys = await answerTo(house, call, 'eve', never);
    expect([about[at], theirs]).toEqual([about[at], nobodys]);
    // All are refused but what names its own item as others do.
    const isNamed = JSON.stringify(call).includes(`"id":"${never}","role"`);
    if (!isNamed) expect([call, nobodys.status >= 400]).toEqual([call, true]);
  }
}

/** What runs goes on to be held. */
function timeless({ records, events }: Kept) {
  return { events, records: records.map(({ epoch: _, holder: __, ...record }) => record) };
}

/** Something of one's own, so that lists are not empty and paths lead somewhere. */
async function makeOwn(house: StateHouse): Promise<Own> {
  const tenant = 'eve';
  const items = [{ role: 'user', content: 'Hi' }];
  const { id: conversation } = await house.get('/conversations', { body: { items }, tenant });
  // In other words than others: the upstream names what it says by what it was asked.
  const asked = { ...body, input: 'Mine.' };
  const { id: response } = await house.get('/responses', { body: asked, tenant });
  await house.get('/prompts', { body: { prompt: 'Mine.' }, tenant });
  return { conversation, response };
}

/** A state that nothing changes any more. */
async function quiet<T>(look: () => Promise<T>): Promise<T> {
  let before = JSON.stringify(await look());
  let after = '';
  await expect
    .poll(
      async () => {
        after = before;
        before = JSON.stringify(await look());
        return before === after;
      },
      { interval: 300 },
    )
    .toBe(true);
  return look();
}
