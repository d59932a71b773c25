import assert from 'node:assert/strict';
import type { GatewayRequest } from '@gw/core';
import type { AdapterCase, AdapterMount } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, stream, text } from '../probe.ts';
import { head } from '../raw-client.ts';
import { bytes, createTap, never, type Tap } from '../tap.ts';
import { eventually, settle } from '../timing.ts';
import { withMount, withRawClient } from '../with-mount.ts';

/** A client leaves while `answer` is never given; the signal has to say so. */
async function leaveBeforeReply(
  mount: AdapterMount,
  request: string,
  prepare: (request: GatewayRequest) => Promise<unknown>,
): Promise<void> {
  let waiting: AbortSignal | undefined;
  const probe = createProbe(async (received) => {
    const { signal } = received;
    await prepare(received);
    waiting = signal;
    return never;
  });
  await withRawClient(mount, probe, async (client) => {
    client.send(request);
    await eventually('the gateway is asked', () => waiting !== undefined);
    await settle();
    assert.equal(waiting?.aborted, false, 'aborted while the client was still there');
    client.leave();
    await eventually('the signal aborts', () => waiting?.aborted === true);
  });
}

/** A client leaves in the middle of a stream; the signal and the iterator have to hear of it. */
async function leaveStream(mount: AdapterMount, body: Tap, reads: boolean): Promise<void> {
  let signal: AbortSignal | undefined;
  const probe = createProbe((request) => {
    signal = request.signal;
    return stream(body);
  });
  await withRawClient(mount, probe, async (client) => {
    if (!reads) client.pause();
    client.send(head('GET /v1/suite/stream'));
    await eventually('the stream is under way', () => body.asked() > 1);
    await settle();
    assert.equal(signal?.aborted, false, 'aborted while the client was still there');
    client.leave();
    await eventually('return() is called', () => body.returned() > 0);
    await eventually('the signal aborts', () => signal?.aborted === true);
    await settle();
    assert.equal(body.returned(), 1, 'return() is called once');
  });
}

export const leavingCases: readonly AdapterCase[] = [
  {
    name: 'a client that leaves before the reply aborts the signal',
    run: (mount) => leaveBeforeReply(mount, head('GET /v1/suite/models'), async () => {}),
  },
  {
    name: 'a client that leaves while its JSON is awaited aborts the signal',
    run: (mount) =>
      leaveBeforeReply(
        mount,
        `${head('POST /v1/suite/chat', 'content-type: application/json', 'content-length: 2')}{}`,
        (request) => request.readBody(100),
      ),
  },
  {
    name: 'a client that leaves in the middle of its upload makes the reading fail',
    async run(mount) {
      let outcome = '';
      const probe = createProbe(async (request) => {
        await request.readBody(1_000).then(
          () => (outcome = 'read'),
          () => (outcome = 'failed'),
        );
        return text('late');
      });
      await withRawClient(mount, probe, async (client) => {
        client.send(`${head('POST /v1/suite/chat', 'content-length: 500')}half`);
        await eventually('the gateway is asked', () => probe.requests.length === 1);
        await settle();
        client.leave();
        await eventually('the reading ends', () => outcome !== '');
      });
      assert.equal(outcome, 'failed');
    },
  },
  {
    name: 'a client that leaves while a piece is awaited aborts the signal and ends the iterator',
    run: (mount) =>
      leaveStream(
        mount,
        createTap((index) => (index < 1 ? bytes('piece') : never)),
        true,
      ),
  },
  {
    name: 'a client that leaves without having read aborts the signal and ends the iterator',
    run: (mount) =>
      leaveStream(
        mount,
        createTap(() => Buffer.alloc(65_536, 99)),
        false,
      ),
  },
  {
    name: 'a normal end does not abort the signal',
    async run(mount) {
      const signals: AbortSignal[] = [];
      const probe = createProbe(async (request) => {
        signals.push(request.signal);
        await request.readBody(100);
        if (request.path === '/v1/suite/json') return text('{}');
        return stream(createTap((index) => (index < 3 ? bytes('piece') : undefined)));
      });
      await withMount(mount, probe, async (server) => {
        for (const path of ['/v1/suite/json', '/v1/suite/stream']) {
          assert.ok((await ask(server, path, { body: '{}' })).clean);
        }
        await settle();
      });
      await settle();
      assert.deepEqual(
        signals.map((signal) => signal.aborted),
        [false, false],
      );
    },
  },
];
