import assert from 'node:assert/strict';
import type { AdapterCase, MountedAdapter } from '../adapter-mount.ts';
import { type Answer, ask } from '../client.ts';
import { createProbe, stream } from '../probe.ts';
import { head } from '../raw-client.ts';
import { bytes, createTap, never } from '../tap.ts';
import { eventually, settle } from '../timing.ts';
import { withMount, withRawClient } from '../with-mount.ts';

const piece = Buffer.alloc(65_536, 98);
/** 128 MiB: no socket buffer takes that. */
const pieceCount = 2_048;

/** Undefined where the server cut the connection before its head went out. */
const askLoosely = (server: MountedAdapter): Promise<Answer | undefined> =>
  ask(server, '/v1/suite/stream').catch(() => undefined);

export const streamCases: readonly AdapterCase[] = [
  {
    name: 'all pieces of a stream arrive, in order, and its iterator is not told to stop',
    async run(mount) {
      const whole = Array.from({ length: 1_000 }, (_, index) => `${index};`).join('');
      const body = createTap((index) => (index < 1_000 ? bytes(`${index};`) : undefined));
      const probe = createProbe(() => stream(body));
      await withMount(mount, probe, async (server) => {
        const answer = await ask(server, '/v1/suite/stream');
        assert.equal(answer.text, whole);
        assert.ok(answer.clean);
        await settle();
      });
      assert.equal(body.returned(), 0);
    },
  },
  {
    name: 'a piece goes out at once, not when the next one comes',
    async run(mount) {
      const body = createTap((index) => (index < 1 ? bytes('first-piece') : never));
      const probe = createProbe(() => stream(body));
      await withRawClient(mount, probe, async (client) => {
        client.send(head('GET /v1/suite/stream'));
        await client.until('first-piece');
      });
    },
  },
  {
    name: 'the head of a stream goes out before its first piece is there',
    async run(mount) {
      const probe = createProbe(() => stream(createTap(() => never)));
      await withRawClient(mount, probe, async (client) => {
        client.send(head('GET /v1/suite/stream'));
        await client.until('text/event-stream');
      });
    },
  },
  {
    name: 'a client that does not read stops the iterator, and reading sets it going again',
    async run(mount) {
      const body = createTap((index) => (index < pieceCount ? piece : undefined));
      const probe = createProbe(() => stream(body));
      await withRawClient(mount, probe, async (client) => {
        client.pause();
        client.send(head('GET /v1/suite/stream', 'connection: close'));
        await eventually('pieces are asked for', () => body.asked() > 0);
        await settle();
        const asked = body.asked();
        await settle();
        assert.equal(body.asked(), asked, 'the iterator goes on although nobody reads');
        assert.ok(asked < pieceCount / 2, `${asked} pieces were taken into memory`);
        client.resume();
        await eventually('the rest arrives', () => client.ended());
      });
      assert.equal(body.asked(), pieceCount + 1);
    },
  },
  {
    name: 'an iterator that fails half-way never looks like a clean end',
    async run(mount) {
      const failure = () => Promise.reject(new Error('half-way'));
      const body = createTap((index) => (index < 2 ? bytes('piece') : failure()));
      const probe = createProbe(() => stream(body));
      await withMount(mount, probe, async (server) => {
        assert.notEqual((await askLoosely(server))?.clean, true);
      });
      assert.equal(body.returned(), 0, 'an iterator that failed is over already');
    },
  },
  {
    name: 'an iterator that fails at once never looks like a good reply',
    async run(mount) {
      const body = createTap(() => Promise.reject(new Error('at once')));
      const probe = createProbe(() => stream(body));
      await withMount(mount, probe, async (server) => {
        const answer = await askLoosely(server);
        assert.ok(!answer?.clean || answer.status >= 500);
      });
    },
  },
];
