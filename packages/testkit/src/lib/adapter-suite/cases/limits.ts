import assert from 'node:assert/strict';
import type { AdapterCase } from '../adapter-mount.ts';
import { createProbe, text } from '../probe.ts';
import { head } from '../raw-client.ts';
import { eventually } from '../timing.ts';
import { withRawClient } from '../with-mount.ts';

/** Far more than any buffer on the way holds. */
const unboundedBytes = 96 * 1024 * 1024;
const chunk = Buffer.concat([
  Buffer.from('10000\r\n'),
  Buffer.alloc(65_536, 97),
  Buffer.from('\r\n'),
]);

const limited = () =>
  createProbe(async (request) => {
    await request.readBody(1_000);
    return text('read');
  });

export const limitCases: readonly AdapterCase[] = [
  {
    name: 'a body that is announced as too large is refused before it is sent',
    async run(mount) {
      await withRawClient(mount, limited(), async (client) => {
        client.send(head('POST /v1/suite/echo', 'content-length: 10000000'));
        await client.until('body_too_large');
        assert.match(client.received(), /^HTTP\/1.1 413 /);
      });
    },
  },
  {
    name: 'a body that becomes too large is refused while it arrives, and not read to its end',
    async run(mount) {
      await withRawClient(mount, limited(), async (client) => {
        client.send(head('POST /v1/suite/echo', 'transfer-encoding: chunked'));
        const timer = setInterval(() => {
          for (let count = 0; count < 16 && client.taken() < unboundedBytes; count++) {
            client.send(chunk);
          }
        }, 1);
        try {
          await client.until('body_too_large');
          await eventually('the connection ends', () => client.ended());
        } finally {
          clearInterval(timer);
        }
        assert.match(client.received(), /^HTTP\/1.1 413 /);
        assert.ok(client.taken() < unboundedBytes, 'the upload was read without bound');
      });
    },
  },
  {
    name: 'a body of exactly the limit is read',
    async run(mount) {
      await withRawClient(mount, limited(), async (client) => {
        client.send(head('POST /v1/suite/echo', 'content-length: 1000') + 'a'.repeat(1_000));
        await client.until('read');
      });
    },
  },
  {
    name: 'a client that asks before it uploads is told to go on',
    async run(mount) {
      await withRawClient(mount, limited(), async (client) => {
        client.send(head('POST /v1/suite/echo', 'content-length: 5', 'expect: 100-continue'));
        await client.until('100 Continue');
        client.send('hello');
        await client.until('read');
      });
    },
  },
];
