import {
  hangsMidStream,
  type RecordedRequest,
  respond,
  startUpstream,
  status,
  stream,
  type Upstream,
  when,
} from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../packaging/start-program.ts';
import { open, send } from '../support/raw-client.ts';
import { errorAtEnd } from '../support/sse-text.ts';
import { until, within } from '../support/until.ts';
import { startExample } from './start-example.ts';

describe('own-provider', () => {
  let teller: Upstream;
  let program: RunningProgram;
  let client: OpenAI;
  beforeAll(async () => {
    teller = await startUpstream({ basePath: '' });
    program = await startExample('own-provider', {
      TELLER_BASE_URL: teller.url,
      TELLER_KEY: 'tk-1',
    });
    client = new OpenAI({ baseURL: program.url, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(async () => {
    await program?.stop();
    await teller?.close();
  });
  beforeEach(() => teller.reset());

  const end = { why: 'done', read: 2, written: 2 };
  const request = {
    model: 'teller/calm',
    messages: [{ role: 'user' as const, content: 'Tell me.' }],
  };
  const lines = (...values: object[]) =>
    stream(
      values.map((value) => `${JSON.stringify(value)}\n`),
      { headers: { 'content-type': 'application/x-ndjson' } },
    );

  it('asks in the upstream’s own words', async () => {
    teller.script(respond({ json: { text: 'Once.', ...end } }));
    const { choices, model } = await client.chat.completions.create(request);
    expect({ text: choices[0]?.message.content, model }).toEqual({ text: 'Once.', model: 'calm' });
    const received = await teller.nextRequest();
    expect({
      path: received.path,
      key: received.header('x-teller-key'),
      body: received.json,
    }).toEqual({
      path: '/tell',
      key: 'tk-1',
      body: { voice: 'calm', text: 'Tell me.', stream: false },
    });
  });

  it('streams', async () => {
    teller.script(lines({ piece: 'Once ' }, { piece: 'upon.' }, end));
    const stream = await client.chat.completions.create({ ...request, stream: true });
    const said: unknown[] = [];
    for await (const { choices } of stream) {
      said.push(choices[0]?.finish_reason ?? choices[0]?.delta.content);
    }
    expect(said).toEqual(['Once ', 'upon.', 'stop']);
  });

  it('tells a stream that was cut from one that ended', async () => {
    teller.script(lines({ piece: 'Once ' }));
    const body = { ...request, stream: true };
    const reply = await send(`${program.url}/chat/completions`, { body });
    expect(errorAtEnd(reply.text)).toMatchObject({ code: 'upstream_incomplete' });
  });

  it('passes a refusal on', async () => {
    teller.script(when(isTell, status(400, { message: 'No such voice.' })));
    const refused = client.chat.completions.create(request);
    await expect(refused).rejects.toMatchObject({ status: 400, message: '400 No such voice.' });
  });

  it('says which settings it could not honour', async () => {
    teller.script(respond({ json: { text: 'Once.', ...end } }));
    await client.chat.completions.create({ ...request, temperature: 0.5 });
    await until('the warning', () => program.output().includes('teller ignores "temperature"'));
  });

  it('is refused what it cannot do', async () => {
    const refused = client.embeddings.create({ model: 'teller/calm', input: 'x' });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_api' });
    expect(teller.requests).toEqual([]);
  });

  it('leaves the upstream when the client leaves', async () => {
    teller.script((answer, ...rest) =>
      hangsMidStream(1)(lines({ piece: 'Once ' })(answer, ...rest), ...rest),
    );
    const body = { ...request, stream: true };
    const leaving = open(`${program.url}/chat/completions`, { body });
    await leaving.response;
    leaving.leave();
    await within('the upstream call is aborted', (await teller.nextRequest()).aborted);
  });
});

function isTell({ path }: RecordedRequest): boolean {
  return path === '/tell';
}
