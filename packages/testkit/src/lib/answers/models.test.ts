import { describe, expect, it } from 'vitest';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

describe('models', () => {
  it('are listed as configured, and found by id', async () => {
    await using upstream = await startUpstream({ models: ['one', 'vendor/two'] });
    const client = createClient(upstream);
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(['one', 'vendor/two']);
    expect(await client.models.retrieve('vendor/two')).toEqual({
      id: 'vendor/two',
      object: 'model',
      created: 1_764_967_971,
      owned_by: 'testkit',
    });
  });

  it('answer 404 with the code clients look for when there is none of that id', async () => {
    await using upstream = await startUpstream();
    await expect(createClient(upstream).models.retrieve('nope')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
    });
    const stray = await sendRaw(`${upstream.url}/models/%zz`, { method: 'GET' });
    expect(stray.status).toBe(404);
  });
});
