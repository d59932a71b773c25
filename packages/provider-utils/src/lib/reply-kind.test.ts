import { expect, it, vi } from 'vitest';
import { refuseReply, toKnownReply } from './reply-kind.ts';

function replyOf(contentType: string | undefined, text = '', onLeave = () => {}) {
  const bytes = (async function* () {
    try {
      yield new TextEncoder().encode(text);
    } finally {
      onLeave();
    }
  })();
  return { status: 200, headers: contentType ? { 'content-type': contentType } : {}, bytes };
}

it.each([
  ['text/event-stream', 'stream'],
  ['Text/Event-Stream; charset=utf-8', 'stream'],
  ['application/json', 'json'],
  ['application/problem+json', 'json'],
  ['text/json', 'json'],
  ['application/x-ndjson', undefined],
  ['text/html', undefined],
])('a reply that says it is %s is %s', async (contentType, kind) => {
  expect((await toKnownReply(replyOf(contentType))).kind).toBe(kind);
});

it.each([
  [' \n{"a":1}', 'json'],
  ['data: {}', 'stream'],
  [': ping', 'stream'],
  ['event: x', 'stream'],
  ['<html>', undefined],
  ['', undefined],
])('a reply that does not say is known by how it begins: %j', async (text, kind) => {
  const known = await toKnownReply(replyOf(undefined, text));
  const reads = await Array.fromAsync(known.bytes);
  expect([known.kind, Buffer.concat(reads).toString()]).toEqual([kind, text]);
});

it('a reply that is none is let go, and told of by what it says it is', async () => {
  const onLeave = vi.fn();
  const reply = await toKnownReply(replyOf(undefined, '<html>', onLeave));
  expect(refuseReply('acme', reply, 'JSON')).toMatchObject({
    code: 'upstream_invalid_response',
    message: 'The upstream "acme" answered (HTTP 200) with no content-type instead of JSON.',
  });
  await vi.waitFor(() => expect(onLeave).toHaveBeenCalledOnce());
  const page = refuseReply('acme', replyOf(`Text/${'x'.repeat(100)}; a=b`), 'an event stream');
  expect(page.message).toBe(
    `The upstream "acme" answered (HTTP 200) with "text/${'x'.repeat(75)}" instead of an event stream.`,
  );
});
