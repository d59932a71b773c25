import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { GatewayReply } from '@gw/core';
import type { AdapterCase, AdapterMount } from '../adapter-mount.ts';
import { type Answer, type AskOptions, ask } from '../client.ts';
import { createProbe, text } from '../probe.ts';
import { bytes, createTap } from '../tap.ts';
import { eventually } from '../timing.ts';
import { withMount } from '../with-mount.ts';

/** Asks twice over one connection: what the first reply left on the wire would spoil the second. */
async function askTwice(
  mount: AdapterMount,
  reply: GatewayReply,
  options: AskOptions = {},
): Promise<Answer> {
  const probe = createProbe(({ path }) => (path === '/v1/suite/first' ? reply : text('second')));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let first: Answer | undefined;
  await withMount(mount, probe, async (server) => {
    first = await ask(server, '/v1/suite/first', { ...options, agent });
    assert.equal((await ask(server, '/v1/suite/second', { agent })).text, 'second');
    agent.destroy();
  });
  return first ?? assert.fail('no reply');
}

export const replyCases: readonly AdapterCase[] = [
  {
    name: 'HEAD gets status and headers, and no body',
    async run(mount) {
      const answer = await askTwice(mount, text('a body'), { method: 'HEAD' });
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.header('content-type'), ['text/plain']);
      assert.equal(answer.body.length, 0);
    },
  },
  {
    name: 'a stream that HEAD does not want is let go',
    async run(mount) {
      const body = createTap(() => bytes('piece'));
      await askTwice(mount, { ...text(''), body }, { method: 'HEAD' });
      await eventually('return() is called', () => body.returned() === 1);
      assert.equal(body.asked(), 0);
    },
  },
  {
    name: '204 goes out without body',
    async run(mount) {
      const answer = await askTwice(mount, { status: 204, headers: [], body: null });
      assert.equal(answer.status, 204);
      assert.equal(answer.body.length, 0);
      assert.deepEqual(answer.header('content-length'), []);
      assert.deepEqual(answer.header('transfer-encoding'), []);
    },
  },
  {
    name: 'a reply may have no body at all',
    async run(mount) {
      const answer = await askTwice(mount, { status: 202, headers: [], body: null });
      assert.equal(answer.status, 202);
      assert.equal(answer.body.length, 0);
      assert.ok(answer.clean);
    },
  },
  {
    name: 'text goes out as UTF-8',
    async run(mount) {
      assert.equal((await askTwice(mount, text('né 漢字 🙂'))).text, 'né 漢字 🙂');
    },
  },
  {
    name: 'a connection is used again',
    async run(mount) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const probe = createProbe(async (request) => {
        await request.readBody(100);
        return text('ok');
      });
      await withMount(mount, probe, async (server) => {
        const reused: boolean[] = [];
        for (let count = 0; count < 5; count++) {
          reused.push((await ask(server, '/v1/suite/models', { agent, body: 'hello' })).reused);
        }
        agent.destroy();
        assert.deepEqual(reused, [false, true, true, true, true]);
      });
    },
  },
];
