import { describe, expect, it } from 'vitest';
import { ask, askJson } from './__fixtures__/ask.ts';
import { createDemoProvider } from './create-demo-provider.ts';

const messages = [{ role: 'user', content: 'Hello' }];

describe('createDemoProvider', () => {
  it('offers one model on three apis', async () => {
    const { id, specVersion, capabilities, listModels } = createDemoProvider();
    expect({ id, specVersion, capabilities }).toEqual({
      id: 'demo',
      specVersion: 1,
      capabilities: { apis: ['chat', 'embeddings', 'images'], streamUsage: true },
    });
    const { signal } = new AbortController();
    expect(await listModels?.({ signal })).toEqual([
      { id: 'demo', object: 'model', created: 1_767_225_600, owned_by: 'gw' },
    ]);
  });

  it('answers for its own model only', async () => {
    await expect(ask('chat', { model: 'gpt-5', messages })).rejects.toMatchObject({
      code: 'model_not_found',
      param: 'model',
      status: 404,
    });
  });

  it('gives the same request the same answer', async () => {
    const [first, second] = await Promise.all([
      askJson('chat', { messages }),
      askJson('chat', { messages }),
    ]);
    expect(second).toEqual(first);
    const other = await askJson('chat', { messages: [{ role: 'user', content: 'Bye' }] });
    expect(other.id).not.toBe(first.id);
  });

  it('makes no call for a client that has left', async () => {
    const reason = new Error('left');
    const signal = AbortSignal.abort(reason);
    await expect(ask('chat', { messages }, { signal })).rejects.toBe(reason);
  });

  it('stops within a pause when the client leaves', async () => {
    const left = new AbortController();
    const reason = new Error('left');
    const options = { signal: left.signal, wordDelayMs: 60_000 };
    const { stream } = await ask('chat', { messages, stream: true }, options);
    const reads = stream?.[Symbol.asyncIterator]();
    expect(await reads?.next()).toMatchObject({ done: false });
    const pending = reads?.next();
    left.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('refuses a delay that is no time', () => {
    expect(() => createDemoProvider({ wordDelayMs: Number.NaN })).toThrow(
      new TypeError('createDemoProvider: "wordDelayMs" must be a number of milliseconds.'),
    );
  });

  it('says which settings it ignores', async () => {
    const { warnings } = await ask('chat', {
      messages,
      temperature: 0.5,
      reasoning_effort: 'high',
      service_tier: 'auto',
      store: false,
      seed: 7,
    });
    expect(warnings).toEqual([
      'The demo model ignores "temperature".',
      'The demo model ignores "reasoning_effort".',
    ]);
  });
});
