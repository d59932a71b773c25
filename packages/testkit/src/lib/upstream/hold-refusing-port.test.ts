import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { holdRefusingPort } from './hold-refusing-port.ts';

it('refuses, and can be nobody else’s meanwhile', async () => {
  const { origin, release } = await holdRefusingPort();
  const port = Number(new URL(origin).port);
  const listen = async () => {
    const server = createServer();
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
    server.close();
  };
  await expect(fetch(origin)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await expect(listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  release();
});
