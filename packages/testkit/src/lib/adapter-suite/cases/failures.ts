import assert from 'node:assert/strict';
import type { AdapterCase } from '../adapter-mount.ts';
import { type Answer, ask } from '../client.ts';
import { createProbe, text } from '../probe.ts';
import { bytes, createTap } from '../tap.ts';
import { eventually } from '../timing.ts';
import { withMount } from '../with-mount.ts';

/** The four keys that OpenAI's clients read, and nothing of what was thrown. */
function assertPlainError(answer: Answer): void {
  assert.equal(answer.status, 500);
  assert.match(answer.header('content-type').join(), /^application\/json/);
  const { error } = JSON.parse(answer.text);
  assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'param', 'type']);
  assert.doesNotMatch(answer.text, /secret/);
}

export const failureCases: readonly AdapterCase[] = [
  {
    name: 'a gateway that rejects becomes a plain 500 in JSON, and the server lives on',
    async run(mount) {
      const probe = createProbe(({ path }) => {
        if (path === '/v1/suite/fail') throw new Error('a secret');
        return text('alive');
      });
      await withMount(mount, probe, async (server) => {
        assertPlainError(await ask(server, '/v1/suite/fail', { body: '{}' }));
        assert.equal((await ask(server, '/v1/suite/models')).text, 'alive');
      });
    },
  },
  {
    name: 'a header that HTTP does not allow becomes a plain 500, and a stream is let go',
    async run(mount) {
      const body = createTap(() => bytes('piece'));
      const headers = [['x-bad', 'a secret\r\nx-more: b']] as const;
      const probe = createProbe(() => ({ status: 200, headers, body }));
      await withMount(mount, probe, async (server) => {
        assertPlainError(await ask(server, '/v1/suite/models'));
        await eventually(
          'the stream is let go',
          () => body.opened() === 0 || body.returned() === 1,
        );
      });
    },
  },
];
