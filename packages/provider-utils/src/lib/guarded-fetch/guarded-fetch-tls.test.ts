import { type AddressInfo, createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { certificate, type MediaHost, startMediaHost } from './__fixtures__/media-host.ts';
import { createGuardedFetch } from './guarded-fetch-node.ts';

const request = { param: 'image', accept: ['image/png'] };
const trusted = tls.getCACertificates();
const servernames: unknown[] = [];
let host: MediaHost;

beforeAll(async () => {
  const answer = ({ socket }: { socket: object }) =>
    servernames.push((socket as tls.TLSSocket).servername);
  host = await startMediaHost(
    (message, response) => {
      answer(message);
      response.writeHead(200, { 'content-type': 'image/png' }).end('png');
    },
    { tls: true },
  );
});
afterEach(() => {
  tls.setDefaultCACertificates(trusted);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => host.close());

async function fetchFrom(name: string) {
  const guarded = createGuardedFetch({
    ports: [host.port],
    lookup: async () => ['127.0.0.1'],
    allow: () => true,
  });
  const pending = guarded.fetchMedia(`https://${name}:${host.port}/a.png`, request);
  return pending.finally(() => guarded.close());
}

it('is told and verified the name of the URL, though the address was pinned', async () => {
  tls.setDefaultCACertificates([...trusted, certificate]);
  expect(await fetchFrom('media.example')).toEqual({
    bytes: Buffer.from('png'),
    mediaType: 'image/png',
  });
  expect(servernames).toEqual(['media.example']);
  expect(host.requests[0]?.headers.host).toBe(`media.example:${host.port}`);
});

it.each([
  ['for another name', 'other.example', [certificate], 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [
    'for a name, when the URL has an address',
    '127.0.0.1',
    [certificate],
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['of nobody trusted', 'media.example', [], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])('refuses a certificate %s', async (_, name, more, cause) => {
  tls.setDefaultCACertificates([...trusted, ...more]);
  const seen = host.requests.length;
  await expect(fetchFrom(name)).rejects.toMatchObject({
    code: 'invalid_value',
    cause: { message: expect.stringContaining(cause) },
  });
  expect(host.requests).toHaveLength(seen);
});

it('verifies whatever the environment says', async () => {
  vi.spyOn(process, 'emitWarning').mockReturnValue();
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  await expect(fetchFrom('media.example')).rejects.toMatchObject({ code: 'invalid_value' });
});

it('ends in the middle of the handshake when the client leaves', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) =>
    sockets.push(socket.on('error', () => undefined).resume()),
  );
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const guarded = createGuardedFetch({ ports: [port], allow: () => true });
  const controller = new AbortController();
  const reason = new Error('left');
  const pending = guarded.fetchMedia(`https://127.0.0.1:${port}/`, {
    ...request,
    signal: controller.signal,
  });
  const failed = expect(pending).rejects.toBe(reason);
  await vi.waitFor(() => expect(sockets).toHaveLength(1));
  controller.abort(reason);
  await failed;
  await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true));
  await guarded.close();
  await new Promise((resolve) => silent.close(resolve));
});
