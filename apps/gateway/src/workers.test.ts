import { once } from 'node:events';
import { rmdir, writeFile } from 'node:fs/promises';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { type GatewayProcess, runGateway, startGateway } from './__fixtures__/gateway-process.ts';
import { askAlone, sendAlone } from './__fixtures__/own-connection.ts';
import { openSocket } from './__fixtures__/web-socket.ts';
import { workerConfig } from './__fixtures__/worker-config.ts';

/** A server with two workers. */
async function startWorkers(more?: string) {
  const folder = await configFolder({ 'gateway.config.mjs': workerConfig(more) });
  const gateway = await startGateway({ folder: folder.path });
  return {
    ...gateway,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A machine that is busy with other tests takes its time. */
const patiently = { timeout: 15_000 };

/** Five workers have to start and fail, one behind the other. */
const fiveStarts = { timeout: 60_000 };

/** About 15 words, slow enough to be stopped in their middle. */
const slowly = "providers: [{ type: 'demo', wordDelayMs: 60 }], models: { demo: 'demo/demo' },";
/** A stream that never ends by itself; its first bytes are a comment. */
const stuck = `providers: [{ type: 'demo', wordDelayMs: 60_000 }], models: { demo: 'demo/demo' },
  keepAlive: { afterMs: 50 },`;

async function pidOf(url: string): Promise<number> {
  return (await askAlone<{ readonly pid: number }>(`${url}/pid`)).pid;
}

/** Asks until two workers have answered. */
async function pidsOf(url: string): Promise<number[]> {
  const pids = new Set<number>();
  await expect.poll(async () => pids.add(await pidOf(url)).size, patiently).toBe(2);
  return [...pids];
}

/** A response's stream of which the first bytes have come. */
async function openStream(url: string): Promise<{ readonly whole: Promise<string> }> {
  const body = { model: 'demo', input: 'Hello', stream: true };
  const response = await sendAlone(`${url}/v1/responses`, body);
  const whole = text(response);
  await new Promise((resolve) => response.once('data', resolve));
  return { whole };
}

const workerIn = (answer: string) => /I am worker (\d+)/.exec(answer)?.[1];
const isWhole = (stream: string) => stream.includes('event: response.completed');

async function isAccepting(url: string): Promise<boolean> {
  return pidOf(url).then(
    () => true,
    () => false,
  );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What the server has logged, of which each line is whole. */
function logOf({ output }: Pick<GatewayProcess, 'output'>): { readonly message: string }[] {
  const lines = output.stderr.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

function failedStarts(gateway: Pick<GatewayProcess, 'output'>) {
  return logOf(gateway).filter(({ message }) => message === 'A worker did not start.');
}

describe('a server with workers', () => {
  it('answers from each of them, on one port, and says so once', async () => {
    await using gateway = await startWorkers();
    const pids = await pidsOf(gateway.url);
    expect(pids).not.toContain(gateway.child.pid);
    expect(gateway.output.stdout.match(/listens on/g)).toHaveLength(1);
    expect(gateway.output.stdout).toMatch(/^ {2}workers +2 processes$/m);
    expect(await gateway.stop()).toBe(0);
    expect(gateway.output.stderr).toBe('');
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('serves WebSockets in each of them, which go on without a store', async () => {
    await using gateway = await startWorkers();
    const workers = new Set<string | undefined>();
    const askOverSocket = async () => {
      const socket = await openSocket(gateway.url);
      socket.send({ type: 'response.create', model: 'demo', input: 'Hello' });
      const first = (await socket.until('response.completed')).response as { readonly id: string };
      const previous_response_id = first.id;
      socket.send({ type: 'response.create', model: 'demo', input: 'Hi', previous_response_id });
      const { response } = await socket.until('response.completed');
      expect(response).toMatchObject({ previous_response_id });
      socket.close();
      return workerIn(JSON.stringify(response));
    };
    await expect.poll(async () => workers.add(await askOverSocket()).size, patiently).toBe(2);
  });

  it('opens in each of them what one has sealed, without a key of the operator', async () => {
    await using gateway = await startWorkers();
    const { output } = await askAlone<{ readonly output: object[] }>(
      `${gateway.url}/v1/responses/compact`,
      { model: 'demo', input: 'I like tea' },
    );
    const workers = new Set<unknown>();
    await expect
      .poll(async () => {
        const reply = await sendAlone(`${gateway.url}/v1/responses`, {
          model: 'demo',
          input: output,
        });
        expect(await json(reply)).toMatchObject({ status: 'completed' });
        return workers.add(reply.headers['x-worker']).size;
      }, patiently)
      .toBe(2);
  });

  it('puts another worker in the place of one that ends, and says so', async () => {
    await using gateway = await startWorkers();
    const [gone = 0, other] = await pidsOf(gateway.url);
    process.kill(gone, 'SIGKILL');
    await expect.poll(() => gateway.output.stderr, patiently).toContain('\n');
    expect(JSON.parse(gateway.output.stderr)).toMatchObject({
      level: 'error',
      message: 'A worker ended; another one takes its place.',
      pid: gone,
      signal: 'SIGKILL',
    });
    await expect.poll(() => pidOf(gateway.url), patiently).not.toBe(other);
    expect(await pidsOf(gateway.url)).not.toContain(gone);
    expect(await gateway.stop()).toBe(0);
  });

  it(
    'goes on with fewer when one does not start any more, and says so each time',
    fiveStarts,
    async () => {
      await using gateway = await startWorkers();
      const [gone = 0, other] = await pidsOf(gateway.url);
      await writeFile(join(gateway.folder, 'broken'), '');
      process.kill(gone, 'SIGKILL');
      await expect.poll(() => failedStarts(gateway), fiveStarts).toHaveLength(5);
      expect(failedStarts(gateway)[4]).toMatchObject({
        level: 'error',
        cause: { message: 'A worker ended with exit code 1 before it took calls.' },
        serving: 1,
        of: 2,
      });
      expect(await pidOf(gateway.url)).toBe(other);
      expect(await gateway.stop()).toBe(0);
    },
  );

  it('ends with 1 when none is left and none starts any more', fiveStarts, async () => {
    await using gateway = await startWorkers();
    const pids = await pidsOf(gateway.url);
    await writeFile(join(gateway.folder, 'broken'), '');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    // Held for the next worker, which never comes.
    const waiting = expect(pidOf(gateway.url)).rejects.toThrow();
    expect((await gateway.ended)[0]).toBe(1);
    await waiting;
    expect(logOf(gateway).at(-1)).toMatchObject({
      message: 'Workers keep ending, so the server ends.',
      reason: 'No worker has started in 5 tries.',
    });
  });

  it('starts when its first worker does, whatever becomes of the others', async () => {
    // The second one finds the folder there.
    const alone = `use: [who, {
      name: 'alone',
      start: async () => (await import('node:fs')).mkdirSync(new URL('./taken', import.meta.url)),
    }],`;
    await using gateway = await startWorkers(alone);
    const first = await pidOf(gateway.url);
    expect(failedStarts(gateway)[0]).toMatchObject({ serving: 1, of: 2 });
    expect(await pidOf(gateway.url)).toBe(first);
    await rmdir(join(gateway.folder, 'taken'));
    expect(await pidsOf(gateway.url)).toContain(first);
    expect(await gateway.stop()).toBe(0);
  });
});

describe('a connection to a server with workers', () => {
  it('that is made as all of them are killed is served by the next one', async () => {
    await using gateway = await startWorkers();
    const gone = await pidsOf(gateway.url);
    for (const pid of gone) process.kill(pid, 'SIGKILL');
    const answers = await Promise.all(Array.from({ length: 20 }, () => pidOf(gateway.url)));
    expect(answers.filter((pid) => gone.includes(pid))).toEqual([]);
    expect(await gateway.stop()).toBe(0);
  });

  it('that waits while all of them are busy is served by the next one when they die', async () => {
    const die = `use: [who, {
      name: 'die',
      routes: [{ method: 'GET', path: '/die', handle() {
        setTimeout(() => { throw new Error('a bug'); });
        process.stdout.write('dying;');
        for (const until = Date.now() + 1_000; Date.now() < until; );
        return new Promise(() => {});
      } }],
    }],`;
    await using gateway = await startWorkers(die);
    const gone = await pidsOf(gateway.url);
    const cut = Promise.all(
      gone.map(() => expect(sendAlone(`${gateway.url}/die`)).rejects.toThrow()),
    );
    await expect.poll(() => gateway.output.stdout, patiently).toContain('dying;dying;');
    const answers = await Promise.all(Array.from({ length: 12 }, () => pidOf(gateway.url)));
    await cut;
    expect(answers.filter((pid) => gone.includes(pid))).toEqual([]);
    expect(await gateway.stop()).toBe(0);
  });

  it('that waits for a worker is closed when the server stops', async () => {
    await using gateway = await startWorkers();
    for (const pid of await pidsOf(gateway.url)) process.kill(pid, 'SIGKILL');
    const client = connect(Number(new URL(gateway.url).port), '127.0.0.1').resume();
    await once(client, 'connect');
    const closed = once(client, 'close');
    await expect.poll(() => logOf(gateway), patiently).toHaveLength(2);
    expect(await gateway.stop()).toBe(0);
    await closed;
  });

  it('keeps its address', async () => {
    const address = `use: [who, {
      name: 'address',
      routes: [{ method: 'GET', path: '/from', handle: ({ remoteAddress }) => ({ json: { remoteAddress } }) }],
    }],`;
    await using gateway = await startWorkers(address);
    expect(await askAlone(`${gateway.url}/from`)).toEqual({ remoteAddress: '127.0.0.1' });
  });

  it('serves one request behind the other, all by one worker', async () => {
    await using gateway = await startWorkers();
    await pidsOf(gateway.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const asking = request(`${gateway.url}/pid`, { agent }).end();
      const [response] = (await once(asking, 'response')) as [IncomingMessage];
      const { pid } = (await json(response)) as { readonly pid: number };
      return { pid, isReused: asking.reusedSocket };
    };
    const first = await ask();
    expect(first.isReused).toBe(false);
    for (let turn = 0; turn < 3; turn++)
      expect(await ask()).toEqual({ pid: first.pid, isReused: true });
    // Idle as it is, it keeps nobody waiting.
    expect(await gateway.stop()).toBe(0);
    agent.destroy();
  });
});

describe('a signal to stop, with workers', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s lets their streams end', async (signal) => {
    await using gateway = await startWorkers(slowly);
    const pids = await pidsOf(gateway.url);
    const streams = await Promise.all([1, 2, 3, 4].map(() => openStream(gateway.url)));
    const stopped = gateway.stop(signal);
    await expect.poll(() => isAccepting(gateway.url), patiently).toBe(false);
    const said = await Promise.all(streams.map(({ whole }) => whole));
    expect(said.every(isWhole)).toBe(true);
    expect(new Set(said.map(workerIn))).toEqual(new Set(pids.map(String)));
    expect(await stopped).toBe(0);
    expect(gateway.output.stderr).toBe('');
  });

  it('closes their WebSockets that are idle', async () => {
    await using gateway = await startWorkers();
    const socket = await openSocket(gateway.url);
    expect(await gateway.stop()).toBe(0);
    expect(await socket.closed).toBe(1001);
  });

  it('that reaches all processes, as Ctrl-C does, still comes once', async () => {
    await using gateway = await startWorkers(slowly);
    const pids = await pidsOf(gateway.url);
    const streams = await Promise.all([1, 2].map(() => openStream(gateway.url)));
    for (const pid of [...pids, ...pids]) process.kill(pid, 'SIGINT');
    expect(await gateway.stop('SIGINT')).toBe(0);
    const said = await Promise.all(streams.map(({ whole }) => whole));
    expect(said.every(isWhole)).toBe(true);
    expect(gateway.output.stderr).toBe('');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends all at once when a second one comes: %s %d', async (signal, exitCode) => {
    await using gateway = await startWorkers(stuck);
    const { whole } = await openStream(gateway.url);
    const cut = expect(whole).rejects.toThrow();
    gateway.child.kill('SIGTERM');
    await expect
      .poll(() => gateway.output.stdout, patiently)
      .toContain('a second signal ends it at once');
    // Not before the last worker has closed what it inherited.
    expect(await gateway.stop(signal)).toBe(exitCode);
    await cut;
  });

  it('leaves nobody waiting who comes while it stops', async () => {
    await using gateway = await startWorkers(stuck);
    const { whole } = await openStream(gateway.url);
    const cut = expect(whole).rejects.toThrow();
    const comeAgain = async () => {
      while (await isAccepting(gateway.url));
    };
    const clients = Array.from({ length: 8 }, comeAgain);
    await pidOf(gateway.url);
    gateway.child.kill('SIGTERM');
    // Each of them is answered or refused while the stream still holds the server.
    await Promise.all(clients);
    expect(await gateway.stop()).toBe(143);
    await cut;
  });

  it('ends a worker too that no longer hears it', async () => {
    const hang = `shutdownGraceMs: 0, use: [who, {
      name: 'hang',
      routes: [{ method: 'GET', path: '/hang', handle: () => { for (;;); } }],
    }],`;
    await using gateway = await startWorkers(hang);
    const pids = await pidsOf(gateway.url);
    const cut = expect(sendAlone(`${gateway.url}/hang`)).rejects.toThrow();
    // Answered by the other one, for as long as one is left to answer.
    await pidOf(gateway.url);
    expect(await gateway.stop()).toBe(1);
    await cut;
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('that kills the first process lets the workers end their streams, and then themselves', async () => {
    await using gateway = await startWorkers(slowly);
    const streams = await Promise.all([1, 2].map(() => openStream(gateway.url)));
    gateway.child.kill('SIGKILL');
    const said = await Promise.all(streams.map(({ whole }) => whole));
    expect(said.every(isWhole)).toBe(true);
    expect(await gateway.ended).toEqual([null, 'SIGKILL']);
  });
});

describe('a server that cannot have workers', () => {
  const refused =
    'gw: "workers" is 2, but each worker would keep responses in its own memory, where the others do not ' +
    'find them: keep them in SQLite or PostgreSQL with "state", set "responses.store" to false (or ' +
    'GW_RESPONSE_STORE=0), or "workers" to 1\n';

  it.each([
    ['by its option', ['--workers', '2'], { GW_STATE: '0' }, {}],
    ['by its variable', [], { GW_WORKERS: '2', GW_STATE: '0' }, {}],
    ['by its file', [], {}, { workers: 2, state: false }],
    ['by its bounds', [], {}, { workers: 2, responses: { maxStoredResponses: 1 } }],
    ['by what is to be checked', ['--check', '--workers=2'], { GW_STATE: '0' }, {}],
  ])('since it keeps responses in memory is refused: %s', async (_, args, env, config) => {
    await using folder = await configFolder({ 'gateway.config.json': config });
    expect(await runGateway({ args, env, folder: folder.path })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: refused,
    });
  });

  it('says once that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const env = { PORT: String(port), GW_WORKERS: '2', GW_RESPONSE_STORE: '0' };
    const result = await runGateway({ env });
    other.close();
    expect(result).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `gw: Port ${port} on 127.0.0.1 is in use: choose another with --port or PORT (0: any free one)\n`,
    });
  });

  it('says once which hook keeps it from starting', async () => {
    await using folder = await configFolder({
      'gateway.config.mjs': workerConfig(),
      broken: '',
    });
    const env = { PORT: '0' };
    const { exitCode, stdout, stderr } = await runGateway({ env, folder: folder.path });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { message: 'The server did not start.', cause: { message: 'no database' } },
      {
        message: 'The server did not start.',
        cause: { message: 'A worker ended with exit code 1 before it took calls.' },
      },
    ]);
  });

  it('since another program runs it as a worker is refused', async () => {
    const main = join(import.meta.dirname, 'main.ts');
    await using folder = await configFolder({
      'manager.mjs': `
        import cluster from 'node:cluster';
        cluster.setupPrimary({ exec: ${JSON.stringify(main)}, args: ['--workers', '2'] });
        cluster.fork().on('exit', (exitCode) => process.exit(exitCode));`,
    });
    const command = ['--conditions=@gw/source', join(folder.path, 'manager.mjs')];
    const result = await runGateway({ command, env: { GW_RESPONSE_STORE: '0', PORT: '0' } });
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain('gw: "workers" is 2, but another program runs this one');
  });
});

describe('gw --check, of workers', () => {
  it('says how many there will be', async () => {
    await using folder = await configFolder({
      'gateway.config.json': { workers: 3, responses: { store: false } },
    });
    const check = async (...args: string[]) => {
      const { stdout } = await runGateway({ args: ['--check', ...args], folder: folder.path });
      return JSON.parse(stdout);
    };
    expect(await check()).toMatchObject({ workers: 3, responses: { store: false } });
    expect(await check('--workers', '4')).toMatchObject({ workers: 4 });
    const { workers } = await check('--workers', 'auto');
    expect(workers).toBeGreaterThanOrEqual(1);
  });

  it.each([
    [{ workers: 0 }, 'gw: gateway.config.json: workers must be at least 1, not 0'],
    [{ workers: 257 }, 'gw: gateway.config.json: workers must be at most 256, not 257'],
    [
      { workers: '2' },
      'gw: gateway.config.json: workers must be a whole number from 1 to 256, or "auto"',
    ],
    [
      { responses: { store: 'no' } },
      'gw: gateway.config.json: responses.store must be a boolean, not a string',
    ],
    [
      { responses: { store: false, maxStoredBytes: 1 } },
      'gw: "responses.maxStoredBytes" says how much is kept, and "responses.store" (or GW_RESPONSE_STORE) that nothing is: choose one',
    ],
  ])('refuses %j', async (config, message) => {
    await using folder = await configFolder({ 'gateway.config.json': config });
    const result = await runGateway({ args: ['--check'], folder: folder.path });
    expect(result).toEqual({ exitCode: 1, stdout: '', stderr: `${message}\n` });
  });

  it.each([
    [
      { GW_WORKERS: 'many' },
      'gw: GW_WORKERS must be a whole number from 1 to 256, or "auto", not "many"\n',
    ],
    [{ GW_RESPONSE_STORE: 'no' }, 'gw: GW_RESPONSE_STORE must be 1 or 0, not "no"\n'],
  ])('refuses the variable %j', async (env, stderr) => {
    expect(await runGateway({ args: ['--check'], env })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr,
    });
  });
});
