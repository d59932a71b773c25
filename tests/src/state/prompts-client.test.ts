import { type Served, serve } from '@gw/adapter-node';
import { apiKeys, createGateway, type Gateway } from '@gw/core';
import { createMemoryStore, createState } from '@gw/state';
import LlamaStack from 'llama-stack-client';
import { afterAll, beforeAll, expect, test } from 'vitest';

let gateway: Gateway;
let served: Served;

beforeAll(async () => {
  const keys = apiKeys({ 'key-ours': 'ours', 'key-theirs': 'theirs', 'key-many': 'many' });
  gateway = createGateway({ use: [createState({ store: createMemoryStore() }), keys] });
  served = await serve(gateway);
});

afterAll(async () => {
  await served.close({ graceMs: 0 });
  await gateway.close();
});

/** `prompts` of Llama Stack's own client. Without retries, so that a test sees the first answer. */
function promptsOf(tenant = 'ours') {
  const apiKey = `key-${tenant}`;
  return new LlamaStack({ baseURL: served.url, apiKey, maxRetries: 0 }).prompts;
}

/** What the client throws. */
async function refusalOf(promise: PromiseLike<unknown>): Promise<object> {
  const thrown = await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LlamaStack.APIError);
  const { status, error } = thrown as { status: number; error: { error: object } };
  return { status, ...error.error };
}

const gone = { status: 404, code: 'not_found' };

test('a prompt is made, read, given new versions, and deleted', async () => {
  const prompts = promptsOf();
  const made = await prompts.create({
    prompt: 'Answer {{who}} in {{language}}.',
    variables: ['who', 'language'],
  });
  const { prompt_id: id } = made;
  expect(id).toMatch(/^pmpt_[0-9a-f]{48}$/);
  expect(made).toMatchObject({
    version: 1,
    is_default: true,
    prompt: 'Answer {{who}} in {{language}}.',
    variables: ['who', 'language'],
  });
  expect(await prompts.retrieve(id)).toEqual(made);
  expect(await prompts.list()).toEqual([made]);

  const second = await prompts.update(id, { prompt: 'Answer {{who}}.', version: 1 });
  expect(second).toMatchObject({ version: 2, is_default: true, variables: ['who'] });
  const third = await prompts.update(id, {
    prompt: 'Be quiet.',
    version: 2,
    set_as_default: false,
    variables: null,
  });
  expect(third).toMatchObject({ version: 3, is_default: false, variables: [] });
  expect(await prompts.retrieve(id)).toEqual(second);
  expect(await prompts.retrieve(id, { version: 3 })).toEqual(third);
  expect(await prompts.list()).toEqual([second]);

  expect(await prompts.setDefaultVersion(id, { version: 1 })).toEqual(made);
  expect(await prompts.versions.list(id)).toEqual([made, { ...second, is_default: false }, third]);

  await prompts.delete(id);
  expect(await refusalOf(prompts.retrieve(id))).toMatchObject(gone);
  expect(await refusalOf(prompts.versions.list(id))).toMatchObject(gone);
  expect(await refusalOf(prompts.delete(id))).toMatchObject(gone);
  expect(await prompts.list()).toEqual([]);
});

test('what is wrong is told, with the field', async () => {
  const prompts = promptsOf();
  const { prompt_id: id } = await prompts.create({ prompt: 'Hi {{a}}.' });
  await prompts.update(id, { prompt: 'Hello {{a}}.', version: 1 });
  expect(await refusalOf(prompts.update(id, { prompt: 'x', version: 1 }))).toMatchObject({
    status: 409,
    code: 'version_conflict',
    param: 'version',
  });
  expect(await refusalOf(prompts.create({ prompt: '{{a}}', variables: [] }))).toMatchObject({
    status: 400,
    param: 'variables',
  });
  expect(await refusalOf(prompts.retrieve(id, { version: 9 }))).toMatchObject(gone);
  expect(await refusalOf(prompts.setDefaultVersion(id, { version: 9 }))).toMatchObject(gone);
});

test('a client that cannot page sees more than a page of the usual length', async () => {
  const prompts = promptsOf('many');
  const ids: string[] = [];
  for (let count = 0; count < 60; count++)
    ids.unshift((await prompts.create({ prompt: `${count}` })).prompt_id);
  expect((await prompts.list()).map(({ prompt_id: id }) => id)).toEqual(ids);
});

test('another tenant’s prompt is not there, for every call', async () => {
  const { prompt_id: id } = await promptsOf('theirs').create({ prompt: 'secret' });
  const prompts = promptsOf();
  const update = { prompt: 'x', version: 1 };
  const calls: readonly (() => PromiseLike<unknown>)[] = [
    () => prompts.retrieve(id),
    () => prompts.retrieve(id, { version: 1 }),
    () => prompts.update(id, update),
    () => prompts.setDefaultVersion(id, { version: 1 }),
    () => prompts.versions.list(id),
    () => prompts.delete(id),
  ];
  for (const call of calls)
    expect(await refusalOf(call())).toEqual({
      status: 404,
      message: `Prompt with id '${id}' not found.`,
      type: 'invalid_request_error',
      param: null,
      code: 'not_found',
    });
  expect((await prompts.list()).map((prompt) => prompt.prompt_id)).not.toContain(id);
  expect(await promptsOf('theirs').retrieve(id)).toMatchObject({ prompt: 'secret', version: 1 });
});
