import assert from 'node:assert/strict';
import type { AdapterCase } from '../adapter-mount.ts';
import { ask } from '../client.ts';
import { createProbe, text } from '../probe.ts';
import { withMount } from '../with-mount.ts';

/** 300 KB of every byte there is: more than one read, and not UTF-8. */
const anyBytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
const binary = { 'content-type': 'application/octet-stream' };
const json = { 'content-type': 'application/json' };
const limitBytes = 1_000_000;

/** Not `deepEqual`: explaining how 300,000 bytes differ takes it gigabytes. */
function assertSameBytes(actual: Buffer, expected: Buffer): void {
  assert.ok(
    actual.equals(expected),
    `${actual.length} bytes came, not the ${expected.length} sent`,
  );
}

/** Sends `body`, and gives what the gateway read of it. */
function echoCase(
  name: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
  check: (read: Buffer) => void,
): AdapterCase {
  return {
    name,
    async run(mount) {
      const probe = createProbe(async (request) => ({
        ...text(''),
        body: await request.readBody(limitBytes),
      }));
      await withMount(mount, probe, async (server) => {
        const answer = await ask(server, '/v1/suite/echo', { method: 'POST', headers, body });
        assert.equal(answer.status, 200);
        check(answer.body);
      });
    },
  };
}

export const bodyCases: readonly AdapterCase[] = [
  echoCase('a body of any bytes arrives and goes out unchanged', binary, anyBytes, (read) =>
    assertSameBytes(read, anyBytes),
  ),
  {
    name: 'a body is readable as a stream of pieces',
    async run(mount) {
      const probe = createProbe(async (request) => {
        const pieces = await Array.fromAsync(request.bodyStream());
        return { ...text(''), body: Buffer.concat(pieces) };
      });
      await withMount(mount, probe, async (server) => {
        const options = { headers: binary, body: anyBytes };
        assertSameBytes((await ask(server, '/v1/suite/echo', options)).body, anyBytes);
      });
    },
  },
  echoCase(
    'a JSON body arrives byte for byte',
    json,
    '{ "id": 12345678901234567890,\n\t"a": 1.0 }',
    (read) => assert.equal(read.toString(), '{ "id": 12345678901234567890,\n\t"a": 1.0 }'),
  ),
  echoCase('a JSON body arrives with its value', json, '{"a":[1,"é",null],"b":{}}', (read) =>
    assert.deepEqual(JSON.parse(read.toString()), { a: [1, 'é', null], b: {} }),
  ),
  echoCase('a request without body has an empty one', {}, '', (read) =>
    assert.equal(read.length, 0),
  ),
];
