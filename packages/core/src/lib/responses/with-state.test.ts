import { describe, expect, test } from 'vitest';
import { jsonReply } from '../../__fixtures__/chat-wire.ts';
import { recordEvents, recordLog } from '../../__fixtures__/records.ts';
import { postJson } from '../../__fixtures__/requests.ts';
import { upstreamResponse } from '../../__fixtures__/responses-wire.ts';
import { scriptedProvider } from '../../__fixtures__/scripted-provider.ts';
import { createGateway } from '../gateway.ts';
import type { StoredResponse } from './response-store.ts';

/** Answers with that response, and tells what is kept of it. */
async function keptOf(response: object) {
  const kept: StoredResponse[] = [];
  const nothing = () => undefined;
  const store = {
    get: nothing,
    getItem: nothing,
    delete: nothing,
    set: (_tenant: string, one: StoredResponse) => void kept.push(one),
  };
  const capabilities = { apis: ['responses'] as const };
  const events = recordEvents();
  const gateway = createGateway({
    providers: [scriptedProvider('a', () => jsonReply(JSON.stringify(response)), { capabilities })],
    responses: { store },
    use: [events],
    logger: recordLog(),
  });
  const reply = await gateway.fetch(postJson('/v1/responses', { model: 'm', input: 'hi' }));
  const sent = (await reply.json()) as { readonly id?: unknown };
  return { status: reply.status, sent, kept, usage: events.settled[0]?.usage };
}

const asked = { type: 'message', role: 'user', content: 'hi' };

describe('an upstream that says less than a response has', () => {
  test.each([[], [null, 7]].map((output) => [output]))(
    'with the output %j: keeps what was asked',
    async (output) => {
      const { status, kept } = await keptOf(upstreamResponse({ output }));
      expect(status).toBe(200);
      expect(kept).toMatchObject([{ id: 'resp_up', items: [asked] }]);
      expect(kept[0]?.items).toHaveLength(1);
    },
  );

  test.each([undefined, null, ''])(
    'with the id %j: gets one of ours, and is kept under it',
    async (id) => {
      const { status, kept, sent } = await keptOf(upstreamResponse({ id }));
      expect([status, kept.map((one) => one.id)]).toEqual([200, [sent.id]]);
      expect(sent.id).toMatch(/^resp_[0-9a-f]{32}$/);
    },
  );

  test.each([null, 'many', 7])('with the usage %j: it is estimated', async (usage) => {
    const { status, usage: settled } = await keptOf(upstreamResponse({ usage }));
    expect([status, settled?.estimated]).toEqual([200, true]);
  });
});

/** What a gateway that takes 2,000 bytes says, where a hook makes another request of the client's. */
async function askedOtherwise(edits: object, input: unknown = 'hi') {
  const capabilities = { apis: ['responses'] as const };
  const answer = () => jsonReply(JSON.stringify(upstreamResponse()));
  const gateway = createGateway({
    providers: [scriptedProvider('a', answer, { capabilities })],
    maxBodyBytes: 2_000,
    use: [{ name: 'more', wrapRun: (ctx, next) => next(ctx.request.with(edits)) }],
    logger: recordLog(),
  });
  const reply = await gateway.fetch(postJson('/v1/responses', { model: 'm', input }));
  const { error } = (await reply.json()) as { readonly error?: { readonly code: string } | null };
  return [reply.status, error?.code];
}

describe('an input that a hook has made', () => {
  const inputOf = (content: string) => ({ input: [{ role: 'user', content }, asked] });

  test('may be as large as a body', async () => {
    expect(await askedOtherwise(inputOf('x'.repeat(1_000)))).toEqual([200, undefined]);
    expect(await askedOtherwise(inputOf('x'.repeat(2_000)))).toEqual([413, 'body_too_large']);
  });

  // An item counts for more than its text then.
  test('is measured, and one that came as it is not', async () => {
    const items = Array.from({ length: 20 }, () => asked);
    expect(await askedOtherwise({ input: [...items] })).toEqual([413, 'body_too_large']);
    expect(await askedOtherwise({ metadata: { a: 'b' } }, items)).toEqual([200, undefined]);
  });
});
