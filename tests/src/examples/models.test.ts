import { always, startUpstream, status, type Upstream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../packaging/start-program.ts';
import { send } from '../support/raw-client.ts';
import { startExample } from './start-example.ts';

describe('models', () => {
  let openai: Upstream;
  let backup: Upstream;
  let program: RunningProgram;
  let client: OpenAI;
  beforeAll(async () => {
    openai = await startUpstream();
    backup = await startUpstream();
    program = await startExample('models', {
      OPENAI_BASE_URL: openai.url,
      BACKUP_BASE_URL: backup.url,
    });
    client = new OpenAI({ baseURL: program.url, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(async () => {
    await program?.stop();
    await openai?.close();
    await backup?.close();
  });
  beforeEach(() => {
    openai.reset();
    backup.reset();
  });

  const ask = (model: string) =>
    client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] });
  /** What was asked where. */
  const asked = () => ({
    openai: openai.requests.map(({ json }) => (json as { model: string }).model),
    backup: backup.requests.map(({ json }) => (json as { model: string }).model),
  });

  it('writes a name of the house’s own over into the upstream’s', async () => {
    await ask('fast');
    expect(asked()).toEqual({ openai: ['gpt-5-mini'], backup: [] });
  });

  it('sends what a wildcard claims to its provider', async () => {
    await ask('gpt-4.1');
    await ask('backup/llama-4');
    expect(asked()).toEqual({ openai: ['gpt-4.1'], backup: ['llama-4'] });
  });

  it('has no other names', async () => {
    await expect(ask('claude')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('asks the second upstream when the first one fails', async () => {
    openai.script(always(status(503)));
    const { choices } = await ask('steady');
    expect(choices[0]?.message.content).toBe('You wrote: Hi');
    expect(new Set(asked().openai)).toEqual(new Set(['gpt-5']));
    expect(asked().backup).toEqual(['llama-4']);
  });

  it('shares calls out by weight', async () => {
    // That one side gets none of 60 happens once in thirty thousand million times.
    for (let call = 0; call < 60; call++) await ask('shared');
    expect(asked().openai.length).toBeGreaterThan(0);
    expect(asked().backup.length).toBeGreaterThan(0);
    expect(asked().openai.length + asked().backup.length).toBe(60);
  });

  it('writes overrides into the request', async () => {
    await ask('exact');
    expect(openai.requests[0]?.json).toMatchObject({ model: 'gpt-5', temperature: 0, seed: 7 });
  });

  it('moves a model at run time', async () => {
    const move = (target: string) =>
      send(`${new URL(program.url).origin}/admin/models/fast`, { method: 'PUT', body: target });
    expect((await move('backup/llama-4')).json()).toEqual({ fast: 'backup/llama-4' });
    await ask('fast');
    expect(asked()).toEqual({ openai: [], backup: ['llama-4'] });
    expect((await move('nowhere/llama-4')).status).toBe(400);
  });

  it('lists what can be asked for', async () => {
    const { data } = await client.models.list();
    const ids = data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['fast', 'steady', 'shared', 'exact']));
    expect(ids).toContain('backup/test-model');
  });
});
