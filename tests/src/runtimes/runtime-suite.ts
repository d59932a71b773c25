import { type ClientRequest, request as openRequest } from 'node:http';
import {
  createGate,
  gated,
  neverAnswers,
  startUpstream,
  type Upstream,
} from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../packaging/start-program.ts';
import { open, send } from '../support/raw-client.ts';
import { until, within } from '../support/until.ts';
import type { FoundRuntime } from './find-runtime.ts';

export interface RuntimeSuite {
  readonly name: string;
  readonly runtime: FoundRuntime;
  /** Which of provider-utils' transports belongs here. */
  readonly transport: 'fetch' | 'undici';
  /** Starts the packed gateway in front of an upstream. */
  start(upstreamUrl: string): Promise<RunningProgram>;
  /**
   * When the host tells that a client has closed its connection: at once, or only when it next writes
   * to that client (a chunk, or our keep-alive). A reset is told at once everywhere.
   */
  readonly tellsOfLeaving: 'at once' | 'when writing';
  /** Ends what `start` left. */
  close(): void;
}

/** What the packed packages do on every runtime, over real sockets. */
export function describeRuntime(suite: RuntimeSuite): void {
  const { name, runtime } = suite;
  if (runtime.missing !== undefined) console.warn(`Skipped: ${runtime.missing}.`);
  describe.skipIf(runtime.missing !== undefined)(`the packed packages on ${name}`, () => {
    let upstream: Upstream;
    let program: RunningProgram;
    let client: OpenAI;
    beforeAll(async () => {
      upstream = await startUpstream();
      program = await suite.start(upstream.url);
      client = new OpenAI({ baseURL: `${program.url}/v1`, apiKey: 'sk-client', maxRetries: 0 });
    }, 120_000);
    afterAll(async () => {
      await program?.stop();
      suite.close();
      await upstream?.close();
    });
    beforeEach(() => upstream.reset());

    const chat = {
      model: 'test-model',
      messages: [{ role: 'user' as const, content: 'one two three' }],
    };
    const openChat = (body: object) => open(`${program.url}/v1/chat/completions`, { body });
    /** Outcomes that the gateway told its observer, counted. */
    const settled = (outcome: string) => program.output().split(`settled ${outcome}\n`).length - 1;

    it('answer JSON', async () => {
      const before = settled('completed');
      const { data, response } = await client.chat.completions.create(chat).withResponse();
      expect(data.choices[0]?.message.content).toBe('You wrote: one two three');
      expect(response.headers.get('x-transport')).toBe(suite.transport);
      expect((await upstream.nextRequest()).header('authorization')).toBe('Bearer sk-upstream');
      await until('the call is settled', () => settled('completed') === before + 1);
    });

    it('stream, each chunk when it is there', async () => {
      const before = settled('completed');
      const gate = createGate();
      upstream.script(gated(gate));
      gate.release(3);
      const stream = await client.chat.completions.create({ ...chat, stream: true });
      let said = '';
      for await (const { choices } of stream) {
        said += choices[0]?.delta.content ?? '';
        // The upstream holds each further chunk back until the one before has come through.
        gate.release();
      }
      expect(said).toBe('You wrote: one two three');
      await until('the call is settled', () => settled('completed') === before + 1);
    });

    it('carry large bodies both ways', async () => {
      const content = 'ü'.repeat(200_000);
      const messages = [{ role: 'user' as const, content }];
      const { choices } = await client.chat.completions.create({ ...chat, messages });
      expect(choices[0]?.message.content).toBe(`You wrote: ${content}`);
    });

    it('refuse what is wrong in the wire’s words', async () => {
      const reply = await send(`${program.url}/v1/chat/completions`, { body: '{"model":' });
      expect(reply.status).toBe(400);
      expect(reply.json()).toMatchObject({ error: { code: 'invalid_json', param: null } });
    });

    it('stop the upstream when the client leaves in the middle of a stream', async () => {
      const before = settled('cancelled');
      const gate = createGate();
      upstream.script(gated(gate));
      gate.release(3);
      const request = openChat({ ...chat, stream: true });
      await request.response;
      await until('something was said', () => request.received().includes('wrote'));
      request.leave();
      await within('the upstream call is aborted', (await upstream.nextRequest()).aborted);
      await until('the call is settled', () => settled('cancelled') === before + 1);
    });

    it('stop the upstream when the client leaves before the first chunk', async () => {
      upstream.script(neverAnswers());
      const request = openChat({ ...chat, stream: true });
      const received = await upstream.nextRequest();
      request.leave();
      await within('the upstream call is aborted', received.aborted);
    });

    const leaving = suite.tellsOfLeaving === 'at once' ? 'leaves' : 'resets its connection';
    it(`stop the upstream when the client ${leaving} before a JSON answer`, async () => {
      upstream.script(neverAnswers());
      const request = postJson(`${program.url}/v1/chat/completions`, chat);
      const received = await upstream.nextRequest();
      if (suite.tellsOfLeaving === 'at once') request.destroy();
      else request.socket?.resetAndDestroy();
      await within('the upstream call is aborted', received.aborted);
    });

    it('stand behind Hono too', async () => {
      const hono = new OpenAI({ baseURL: `${program.url}/ai/v1`, apiKey: 'x', maxRetries: 0 });
      const stream = await hono.chat.completions.create({ ...chat, stream: true });
      let said = '';
      for await (const { choices } of stream) said += choices[0]?.delta.content ?? '';
      expect(said).toBe('You wrote: one two three');
      const other = await send(`${program.url}/ai/other`, { method: 'GET' });
      expect(other.text).toBe('The rest of the app.');
    });

    it('go on after all of that', async () => {
      const { choices } = await client.chat.completions.create(chat);
      expect(choices[0]?.message.content).toBe('You wrote: one two three');
    });
  });
}

/** A request whose socket the test has in its hands. */
function postJson(url: string, body: object): ClientRequest {
  const headers = { 'content-type': 'application/json' };
  const request = openRequest(url, { method: 'POST', agent: false, headers });
  // That it is cut off is what the test does.
  request.on('error', () => undefined).end(JSON.stringify(body));
  return request;
}
