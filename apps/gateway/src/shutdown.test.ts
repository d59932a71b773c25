import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';

/** Slow enough to be stopped in its middle: about 15 words. */
const config = (wordDelayMs: number, more: object = {}) => ({
  providers: [{ type: 'demo', wordDelayMs }],
  models: { demo: 'demo/demo' },
  ...more,
});

function askFor(url: string, request: { model: string; stream: boolean }): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

/** A chat stream of which the first bytes have come. */
async function openStream(url: string) {
  const reply = await askFor(url, { model: 'demo', stream: true });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  return {
    async rest() {
      let text = first?.value ?? '';
      for (;;) {
        const read = await reader?.read();
        if (!read || read.done) return text;
        text += read.value;
      }
    },
  };
}

describe('a signal to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends an idle server with 0', async (signal) => {
    await using gateway = await startGateway();
    await fetch(`${gateway.url}/health`);
    expect(await gateway.stop(signal)).toBe(0);
    expect(gateway.output.stderr).toBe('');
  });

  it('lets open streams finish and takes no new calls', async () => {
    await using folder = await configFolder({ 'gateway.config.json': config(60) });
    await using gateway = await startGateway({ folder: folder.path });
    const stream = await openStream(gateway.url);
    const stopped = gateway.stop();
    await expect.poll(() => isAccepting(gateway.url)).toBe(false);
    const text = await stream.rest();
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    expect(await stopped).toBe(0);
  });

  it('tells streams and calls that outlast the grace that they are ended', async () => {
    const program = `
      const silent = { specVersion: 1, id: 'silent', capabilities: { apis: ['chat'] }, call: () => new Promise(() => {}) };
      export default {
        shutdownGraceMs: 200,
        providers: [{ type: 'demo', wordDelayMs: 60_000 }, silent],
        models: { demo: 'demo/demo', silent: 'silent/x' },
      };`;
    await using folder = await configFolder({ 'gateway.config.mjs': program });
    await using gateway = await startGateway({ folder: folder.path });
    const stream = await openStream(gateway.url);
    const waiting = askFor(gateway.url, { model: 'silent', stream: false });
    // Until the call is there too.
    await sleep(200);
    const startedAt = performance.now();
    const stopped = gateway.stop();
    const reply = await waiting;
    expect(reply.status).toBe(503);
    expect(await reply.json()).toMatchObject({ error: { code: 'unavailable' } });
    expect(await stream.rest()).toMatch(/data: {"error":{.+"code":"unavailable"}}\n\n/);
    expect(await stopped).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('cuts replies that do not end then either', async () => {
    const program = `
      export default {
        shutdownGraceMs: 200,
        use: [{
          name: 'stuck',
          routes: [{
            method: 'GET',
            path: '/stuck',
            handle: () => ({ status: 200, headers: [], body: (async function* () {
              yield Buffer.from('begun');
              await new Promise(() => setInterval(() => {}, 1000));
            })() }),
          }],
        }],
      };`;
    await using folder = await configFolder({ 'gateway.config.mjs': program });
    await using gateway = await startGateway({ folder: folder.path });
    const reply = await fetch(`${gateway.url}/stuck`);
    const cut = expect(reply.text()).rejects.toThrow();
    expect(await gateway.stop()).toBe(0);
    await cut;
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when a second one comes: %s %d', async (signal, exitCode) => {
    await using folder = await configFolder({ 'gateway.config.json': config(60_000) });
    await using gateway = await startGateway({ folder: folder.path });
    const stream = await openStream(gateway.url);
    const rest = expect(stream.rest()).rejects.toThrow();
    gateway.child.kill('SIGTERM');
    await expect.poll(() => isAccepting(gateway.url)).toBe(false);
    await expect.poll(() => gateway.output.stdout).toContain('a second signal ends it at once');
    expect(await gateway.stop(signal)).toBe(exitCode);
    await rest;
  });

  it('closes the hooks, and waits for none for ever', async () => {
    const program = `
      export default {
        use: [
          { name: 'stuck', close: () => new Promise(() => setInterval(() => {}, 1000)) },
          { name: 'last', close: () => console.log('closed') },
        ],
      };`;
    await using folder = await configFolder({ 'gateway.config.mjs': program });
    await using gateway = await startGateway({ folder: folder.path });
    expect(await gateway.stop()).toBe(0);
    expect(gateway.output.stdout).toContain('closed');
    expect(gateway.output.stderr).toContain('Hooks or providers did not close in time.');
  });
});

describe('a hook that', () => {
  it('cannot start keeps the server from starting', async () => {
    const program = `export default { use: [{ name: 'x', start() { throw new Error('no database'); } }] };`;
    await using folder = await configFolder({ 'gateway.config.mjs': program });
    const { exitCode, stdout, stderr } = await runGateway({
      env: { PORT: '0' },
      folder: folder.path,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      message: 'The server did not start.',
      cause: { message: 'no database' },
    });
  });

  it('forgets a promise does not end the server', async () => {
    const program = `
      const forget = () => { Promise.reject(new Error('forgotten')); return undefined; };
      export default { use: [{ name: 'x', onRequest: forget }] };`;
    await using folder = await configFolder({ 'gateway.config.mjs': program });
    await using gateway = await startGateway({ folder: folder.path });
    await (await openStream(gateway.url)).rest();
    await expect.poll(() => gateway.output.stderr).toContain('"message":"forgotten"');
    expect(JSON.parse(gateway.output.stderr)).toMatchObject({
      level: 'error',
      message: 'A promise was rejected unseen.',
    });
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});

async function isAccepting(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    () => true,
    () => false,
  );
}
