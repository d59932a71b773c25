import { recordings, respond, status, stream } from '@gw/testkit/upstream';
import { NotFoundError } from 'openai';
import { describe, expect, it } from 'vitest';
import { openHouse } from './support/house.ts';

describe('the openai SDK: embeddings', () => {
  const params = { model: 'test-embedding', input: 'one two' };

  it('asks for base64 by itself and gets the same floats as with encoding_format float', async () => {
    await using house = await openHouse();
    const decoded = await house.client().embeddings.create(params);
    const plain = await house.client().embeddings.create({ ...params, encoding_format: 'float' });
    expect(decoded.data[0]?.embedding).toHaveLength(8);
    expect(decoded.data[0]?.embedding).toEqual(plain.data[0]?.embedding);
    const formats = house.upstream.requests.map(
      ({ json }) => (json as { encoding_format: string }).encoding_format,
    );
    expect(formats).toEqual(['base64', 'float']);
  });

  it('understands an upstream that sends floats though base64 was asked for', async () => {
    await using house = await openHouse();
    house.upstream.script(
      respond({
        json: {
          object: 'list',
          data: [{ object: 'embedding', index: 0, embedding: [0.25, -1] }],
          model: 'm',
          usage: { prompt_tokens: 1, total_tokens: 1 },
        },
      }),
    );
    const { data } = await house.client().embeddings.create(params);
    expect(data[0]?.embedding).toEqual([0.25, -1]);
  });

  it('honours dimensions', async () => {
    await using house = await openHouse();
    const { data } = await house.client().embeddings.create({ ...params, dimensions: 3 });
    expect(data[0]?.embedding).toHaveLength(3);
  });

  it.each([
    ['texts', ['one', 'two', 'three'], 3],
    ['tokens', [1, 2, 3], 1],
    ['lists of tokens', [[1, 2], [3]], 2],
  ])('takes a list of %s', async (_, input, count) => {
    await using house = await openHouse();
    const { data, usage } = await house.client().embeddings.create({ ...params, input });
    expect(data.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, at) => at));
    expect(usage.total_tokens).toBe(3);
    expect(house.upstream.requests[0]?.json).toMatchObject({ input });
  });
});

describe('the openai SDK: images', () => {
  const params = { model: 'test-image', prompt: 'A lighthouse in the fog' };

  it('gets base64', async () => {
    await using house = await openHouse();
    const { data } = await house.client().images.generate({ ...params, n: 2 });
    expect(data?.map(({ b64_json }) => b64_json?.slice(0, 11))).toEqual([
      'iVBORw0KGgo',
      'iVBORw0KGgo',
    ]);
  });

  it('gets URLs', async () => {
    await using house = await openHouse();
    const asked = { ...params, response_format: 'url' as const };
    const { data } = await house.client().images.generate(asked);
    const picture = await fetch(data?.[0]?.url ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
  });

  it('streams partial images and the completed one', async () => {
    await using house = await openHouse();
    const asked = { ...params, stream: true as const, partial_images: 2 };
    const events = await house.client().images.generate(asked);
    const types: string[] = [];
    for await (const event of events) types.push(event.type);
    expect(types).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
  });

  it('collects a stream for a client that asked for JSON', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(recordings.imagePartials.frames));
    const { data, usage } = await house.client().images.generate(params);
    expect(data).toHaveLength(1);
    expect(usage?.total_tokens).toEqual(expect.any(Number));
  });
});

describe('the openai SDK: models', () => {
  const upstream = { models: ['gpt-small', 'org/family/large'] };

  it('lists what may be asked for, prefixed and bare', async () => {
    await using house = await openHouse({ upstream });
    const page = await house.client().models.list();
    expect(page.data.map(({ id }) => id).sort()).toEqual([
      'gpt-small',
      'main/gpt-small',
      'main/org/family/large',
      'org/family/large',
    ]);
    const again = await house.client().models.list();
    expect(again.data).toEqual(page.data);
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('retrieves a model whose id holds slashes', async () => {
    await using house = await openHouse({ upstream });
    const model = await house.client().models.retrieve('main/org/family/large');
    expect(model).toMatchObject({ id: 'main/org/family/large', object: 'model' });
  });

  it('also where the client does not encode the slashes', async () => {
    await using house = await openHouse({ upstream });
    const reply = await house.send('/models/main/org/family/large', { method: 'GET' });
    expect(reply.json()).toMatchObject({ id: 'main/org/family/large' });
  });

  it('is told of a model that is not there', async () => {
    await using house = await openHouse({ upstream });
    const error = await house
      .client()
      .models.retrieve('nothing/here')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
  });

  it('a provider that cannot list is left out of the list, and the operator is told', async () => {
    await using house = await openHouse({ providerIds: ['main', 'spare'], upstream });
    house.upstream.script(status(500, { message: 'secret detail' }));
    const page = await house.client().models.list();
    expect(page.data.map(({ id }) => id)).toEqual(['spare/gpt-small', 'spare/org/family/large']);
    expect(house.log).toMatchObject([{ level: 'warn' }]);
  });

  it('every listed model can be asked', async () => {
    await using house = await openHouse({ upstream });
    const client = house.client();
    for await (const { id } of client.models.list()) {
      const messages = [{ role: 'user' as const, content: 'Hi' }];
      const { choices } = await client.chat.completions.create({ model: id, messages });
      expect(choices[0]?.message.content).toBe('You wrote: Hi');
    }
  });
});
