import assert from 'node:assert/strict';
import type { AdapterCase } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, text } from '../probe.ts';
import { withMount } from '../with-mount.ts';

const awkward = '/v1/suite/models/a%2Fb%20c%C3%A9';

export const pathCases: readonly AdapterCase[] = [
  {
    name: 'path and query reach the gateway as they were sent',
    async run(mount) {
      const probe = createProbe(() => text('ok'));
      await withMount(mount, probe, async (server) => {
        await ask(server, `${awkward}?after=x%2Fy&n=1+2&empty=`);
        await ask(server, '/v1/suite/models');
      });
      const seen = probe.requests.map(({ method, path, query }) => ({ method, path, query }));
      assert.deepEqual(seen, [
        { method: 'GET', path: awkward, query: 'after=x%2Fy&n=1+2&empty=' },
        { method: 'GET', path: '/v1/suite/models', query: '' },
      ]);
    },
  },
  {
    name: 'the base path is taken off',
    async run(mount) {
      const probe = createProbe(() => text('ok'));
      const use = async (server: Parameters<typeof ask>[0]) => {
        assert.equal((await ask(server, `/ai${awkward}?a=1`)).text, 'ok');
      };
      await withMount(mount, probe, use, '/ai');
      assert.equal(probe.requests[0]?.path, awkward);
      assert.equal(probe.requests[0]?.query, 'a=1');
    },
  },
  {
    name: 'a path outside of the base path goes on to the host',
    async run(mount) {
      const probe = createProbe(() => text('ok'));
      const use = async (server: Parameters<typeof ask>[0]) => {
        assert.equal((await ask(server, '/v1/suite/models')).text, 'host');
        assert.equal((await ask(server, '/aix/v1/suite/models')).text, 'host');
      };
      await withMount(mount, probe, use, '/ai');
      assert.equal(probe.requests.length, 0);
    },
  },
  {
    name: 'a path that the gateway does not match goes on to the host, body included',
    async run(mount) {
      const probe = createProbe(() => text('ok'));
      await withMount(mount, probe, async (server) => {
        assert.equal((await ask(server, '/elsewhere')).text, 'host');
        assert.equal((await ask(server, '/elsewhere', { body: 'x' })).text, 'host');
      });
      assert.equal(probe.requests.length, 0);
    },
  },
  {
    name: 'a path of the gateway is its own whatever the method',
    async run(mount) {
      const probe = createProbe(() => ({ ...text('no'), status: 405 }));
      await withMount(mount, probe, async (server) => {
        for (const method of ['DELETE', 'PATCH', 'PUT']) {
          assert.equal((await ask(server, '/v1/suite/models', { method })).status, 405);
        }
      });
      assert.deepEqual(
        probe.requests.map((request) => request.method),
        ['DELETE', 'PATCH', 'PUT'],
      );
    },
  },
];
