import assert from 'node:assert/strict';
import type { AdapterCase } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, text } from '../probe.ts';
import { head } from '../raw-client.ts';
import { withMount, withRawClient } from '../with-mount.ts';

export const headerCases: readonly AdapterCase[] = [
  {
    name: 'request header names are lower case, repeated headers are all there, in order',
    async run(mount) {
      const probe = createProbe(() => text('done'));
      await withRawClient(mount, probe, async (client) => {
        client.send(head('GET /v1/suite/models', 'X-Tag: one', 'x-tag: two', 'X-Other: Three'));
        await client.until('done');
      });
      const { headers } = probe.requests[0] ?? assert.fail('no request');
      // Joined or as a list: HTTP takes both for the same (RFC 9110 §5.3).
      assert.equal([headers['x-tag']].flat().join(', '), 'one, two');
      assert.equal(headers['x-other'], 'Three');
    },
  },
  {
    name: 'a repeated reply header stays apart and in order',
    async run(mount) {
      const cookies = ['a=1; Path=/', 'b=2', 'c=3'];
      const headers = cookies.map((cookie) => ['set-cookie', cookie] as const);
      const probe = createProbe(() => ({ ...text('ok'), headers }));
      await withMount(mount, probe, async (server) => {
        assert.deepEqual((await ask(server, '/v1/suite/models')).header('set-cookie'), cookies);
      });
    },
  },
  {
    name: 'status and reply headers go out as they are, also for errors',
    async run(mount) {
      const headers = [
        ['x-reply-tag', 'r1'],
        ['retry-after', '7'],
      ] as const;
      const probe = createProbe(() => ({ status: 429, headers, body: 'slow down' }));
      await withMount(mount, probe, async (server) => {
        const answer = await ask(server, '/v1/suite/models');
        assert.equal(answer.status, 429);
        assert.equal(answer.text, 'slow down');
        assert.deepEqual(answer.header('x-reply-tag'), ['r1']);
        assert.deepEqual(answer.header('retry-after'), ['7']);
      });
    },
  },
];
