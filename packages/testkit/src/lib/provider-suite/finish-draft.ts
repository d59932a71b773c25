import assert from 'node:assert/strict';
import {
  createGateway,
  createSseReader,
  type Provider,
  type ProviderReply,
  payloadFromBytes,
} from '@gw/core';
import type { Members } from './ask.ts';
import type { Bench } from './bench.ts';

const silent = { warn: ignore, error: ignore };

/**
 * What a client gets of a reply that leaves the rest to the gateway; other replies as they are.
 * @param members of the request that it answers.
 * @throws {AssertionError} when the gateway can make no answer of it.
 */
export async function finishDraft(
  { soon }: Bench,
  reply: ProviderReply,
  members: Members,
): Promise<ProviderReply> {
  if (!reply.isDraft) return reply;
  const gateway = createGateway({
    providers: [saying(reply)],
    // It can be told once.
    retry: { maxAttempts: 1 },
    logger: silent,
  });
  const response = await soon('the finished draft', gateway.fetch(toRequest(members)));
  const bytes = new Uint8Array(await soon('the finished draft', response.arrayBuffer()));
  const head = { status: response.status, headers: Object.fromEntries(response.headers) };
  assert.equal(head.status, 200, `the gateway makes no answer of it: ${Buffer.from(bytes)}`);
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return { ...head, json: payloadFromBytes(bytes) };
  }
  return { ...head, stream: framesIn(bytes) };
}

/** A provider that has been asked already. */
function saying(reply: ProviderReply): Provider {
  return {
    specVersion: 1,
    id: 'suite',
    capabilities: { apis: ['responses'] },
    call: () => Promise.resolve(reply),
  };
}

function toRequest(members: Members): Request {
  return new Request('http://127.0.0.1/v1/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...members, model: 'suite/model' }),
  });
}

async function* framesIn(bytes: Uint8Array) {
  const reader = createSseReader<never>();
  yield reader.push(bytes);
  reader.end();
}

function ignore(): void {}
