import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { always, neverAnswers, startUpstream, status, when } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';

/** Runs the commands that the banner shows, as a shell would that they are pasted into. */
function runPrintedCommands(stdout: string, env: Record<string, string> = {}): Promise<object[]> {
  const commands = Array.from(stdout.matchAll(/^ {2}(curl .+)$/gm), ([, command]) => command);
  const options = { env: { PATH: process.env.PATH, ...env } };
  const run = async (command = '') => {
    const { stdout: reply } = await promisify(execFile)('sh', ['-c', `${command} -sS`], options);
    return JSON.parse(reply);
  };
  return Promise.all(commands.map(run));
}

/** A chat and a response. */
const answersOf = (model: string) => [
  { object: 'chat.completion', model },
  { object: 'response', model, status: 'completed' },
];

function ask(url: string, headers: Record<string, string> = {}, model = 'demo') {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

describe('with nothing configured', () => {
  it('says where it is and what it has, and commands that work as printed', async () => {
    await using gateway = await startGateway();
    const { stdout, stderr } = gateway.output;
    const told = stdout.replaceAll(gateway.url, 'URL').replace(/\/\S+\/gw-\w+\//, '/HERE/');
    expect(told).toMatchInlineSnapshot(`
      "
        gw 0.0.0 listens on URL

        configuration  environment
        access         this machine only, without a key (set GW_API_KEYS to let others in)
        state          SQLite in /HERE/gw-data
        provider       demo: built in, answers by itself (set OPENAI_API_KEY for real models)
        models         demo

        Try it:

        curl URL/v1/chat/completions -H 'content-type: application/json' -d '{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}'
        curl URL/v1/responses -H 'content-type: application/json' -d '{"model":"demo","input":"Hello!"}'

      "
    `);
    expect(stderr).toBe('');
    const said = expect.stringContaining('“Hello!”');
    expect(await runPrintedCommands(stdout)).toMatchObject([
      { model: 'demo', choices: [{ message: { content: said } }] },
      { model: 'demo', output: [{ content: [{ type: 'output_text', text: said }] }] },
    ]);
  });

  it('names the models of the file, exact names first', async () => {
    const models = { 'a/*': 'demo', demo: 'demo/demo', slow: 'demo/demo' };
    await using folder = await configFolder({ 'gateway.config.json': { models } });
    await using gateway = await startGateway({ folder: folder.path });
    expect(gateway.output.stdout).toMatch(/ models +demo, slow, a\/\*\n/);
    expect(await runPrintedCommands(gateway.output.stdout)).toMatchObject(answersOf('demo'));
  });

  it('has one model, and no other names lead to it', async () => {
    await using gateway = await startGateway();
    const models = await fetch(`${gateway.url}/v1/models`).then((reply) => reply.json());
    expect(models).toMatchObject({ object: 'list', data: [{ id: 'demo', owned_by: 'demo' }] });
    const reply = await ask(gateway.url, {}, 'gpt-5');
    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ error: { code: 'model_not_found' } });
  });

  it('serves this machine only: foreign Host and Origin are refused', async () => {
    await using gateway = await startGateway();
    const { port } = new URL(gateway.url);
    const curl = promisify(execFile)('curl', [
      '-sS',
      '-H',
      'host: evil.example',
      `${gateway.url}/v1/models`,
    ]);
    expect(JSON.parse((await curl).stdout)).toMatchObject({
      error: { code: 'misdirected_request' },
    });
    expect((await ask(gateway.url, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(`http://localhost:${port}`, { origin: gateway.url })).status).toBe(200);
  });

  it.each([
    [['--host', '0.0.0.0'], {}],
    [[], { HOST: '::' }],
    [[], { HOST: '192.0.2.7', GW_OPEN: '0' }],
  ])('refuses to be reachable from elsewhere: %j %j', async (args, env) => {
    const { exitCode, stderr } = await runGateway({ args, env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'Without keys the gateway listens on 127.0.0.1, ::1 or localhost only',
    );
  });

  it('is open to all when told so', async () => {
    await using gateway = await startGateway({ args: ['--open'], env: { HOST: '0.0.0.0' } });
    expect(gateway.url).toMatch(/^http:\/\/localhost:/);
    expect(gateway.output.stdout).toContain('OPEN: whoever reaches this address may call');
    expect(await runPrintedCommands(gateway.output.stdout)).toMatchObject(answersOf('demo'));
    expect((await ask(gateway.url, { origin: 'https://elsewhere.example' })).status).toBe(200);
  });
});

describe('with keys', () => {
  const env = { GW_API_KEYS: 'one=sk-one-one,two=sk-two-two' };

  it('wants one of them on every route but health, and prints none', async () => {
    await using gateway = await startGateway({ env });
    const { url, output } = gateway;
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect((await ask(url)).status).toBe(401);
    expect((await ask(url, { authorization: 'Bearer sk-one-two' })).status).toBe(401);
    expect((await ask(url, { authorization: 'Bearer sk-one-one' })).status).toBe(200);
    expect((await ask(url, { 'x-api-key': 'sk-two-two' })).status).toBe(200);
    const replies = await runPrintedCommands(output.stdout, { GW_KEY: 'sk-two-two' });
    expect(replies).toMatchObject(answersOf('demo'));
    expect(output.stdout).toContain('clients present a key (2 keys, 2 tenants)');
    expect(output.stdout + output.stderr).not.toMatch(/sk-(one|two)/);
  });

  it('may listen anywhere, under any name', async () => {
    await using gateway = await startGateway({ env: { ...env, HOST: '0.0.0.0' } });
    const headers = { authorization: 'Bearer sk-one-one', origin: 'https://elsewhere.example' };
    expect((await ask(gateway.url, headers)).status).toBe(200);
  });

  it.each([
    ['GW_API_KEYS: entry 2 must be tenant=key', { GW_API_KEYS: 'a=sk-secret,sk-secret-b' }],
    ['GW_API_KEYS: entry 1 must be tenant=key', { GW_API_KEYS: '=sk-secret' }],
    [
      'GW_API_KEYS: entry 2 is the same key as GW_API_KEYS: entry 1',
      { GW_API_KEYS: 'a=sk-secret,b=sk-secret' },
    ],
    ['GW_API_KEYS: entry 1 must be a key of visible ASCII', { GW_API_KEYS: 'a=sk-secret key' }],
    ['GW_API_KEYS: entry 1 is the mask that --check prints', { GW_API_KEYS: 'a=********' }],
    ['"open" says that nobody must: choose one', { ...env, GW_OPEN: 'true' }],
    ['GW_OPEN must be 1 or 0, not "maybe"', { GW_OPEN: 'maybe' }],
    ['PORT must be a whole number from 0 to 65535, not "http"', { PORT: 'http' }],
    ['OPENAI_BASE_URL must be a URL', { OPENAI_BASE_URL: 'localhost' }],
    ['OPENAI_API_KEY must be a key', { OPENAI_API_KEY: 'sk-secret\n' }],
    ['GW_SEAL_KEY must be 32 random bytes in base64', { GW_SEAL_KEY: 'sk-secret' }],
    [
      'OPENAI_API must be one of "chat", "responses", "both", "auto", not "soap"',
      { OPENAI_API_KEY: 'k', OPENAI_API: 'soap' },
    ],
  ])('says what is wrong without telling a key: %s', async (message, wrong) => {
    const { exitCode, stdout, stderr } = await runGateway({ env: wrong });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('sk-');
  });
});

describe('with an upstream', () => {
  it('lists its models, and asks it for openai/NAME and for bare names', async () => {
    await using upstream = await startUpstream({ models: ['text-embedding-x', 'chatty'] });
    const env = {
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API: 'auto',
    };
    await using gateway = await startGateway({ env });
    expect(gateway.output.stdout).toContain('openai: text-embedding-x, chatty');
    expect(gateway.output.stdout).not.toContain('demo');
    expect(await runPrintedCommands(gateway.output.stdout)).toMatchObject(answersOf('chatty'));
    await ask(gateway.url, {}, 'openai/one/two');
    await ask(gateway.url, {}, 'three');
    const chats = upstream.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(chats.map(({ json }) => (json as { model: string }).model)).toEqual([
      'chatty',
      'chatty',
      'one/two',
      'three',
    ]);
    expect(chats[0]?.header('authorization')).toBe('Bearer sk-upstream');
  });

  it.each([
    ['auto', 'chat/completions', 'chat/completions'],
    ['chat', 'chat/completions', 'chat/completions'],
    ['responses', 'responses', 'responses'],
    ['both', 'chat/completions', 'responses'],
  ])('asks it in what it speaks: OPENAI_API=%s', async (api, ...expected) => {
    await using upstream = await startUpstream();
    const env = { OPENAI_API: api, OPENAI_BASE_URL: upstream.url };
    await using gateway = await startGateway({ env });
    const [chat, response] = await runPrintedCommands(gateway.output.stdout);
    expect(chat).toMatchObject({ choices: [{ message: { content: 'You wrote: Hello!' } }] });
    expect(response).toMatchObject({ output: [{ content: [{ text: 'You wrote: Hello!' }] }] });
    const asked = upstream.requests.filter(({ method }) => method === 'POST');
    // The commands are run together.
    expect(asked.map(({ path }) => path.replace('/v1/', '')).sort()).toEqual(expected);
  });

  it('compacts and counts by itself where it speaks Responses without more', async () => {
    const isMore = ({ path }: { path: string }) => /responses\/./.test(path);
    await using upstream = await startUpstream({ script: [when(isMore, status(404))] });
    const env = { OPENAI_API: 'responses', OPENAI_BASE_URL: upstream.url };
    await using gateway = await startGateway({ env });
    const post = async (path: string) => {
      const reply = await fetch(`${gateway.url}/v1/responses/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', input: 'Hello' }),
      });
      return [reply.status, await reply.json()];
    };
    expect(await post('compact')).toMatchObject([200, { object: 'response.compaction' }]);
    expect(await post('input_tokens')).toMatchObject([200, { object: 'response.input_tokens' }]);
    const asked = upstream.requests.filter(({ method }) => method === 'POST');
    expect(asked.map(({ path }) => path)).toEqual(['/v1/responses']);
  });

  it.each([
    ['', ' (does its base URL lack /v1?)\n'],
    ['/v1', ' Not found.\n'],
  ])(
    'asks whether a base URL lacks /v1 where there is no list of models: "%s"',
    async (path, end) => {
      await using upstream = await startUpstream({
        script: [always(status(404, { message: 'Not found.' }))],
      });
      const env = { OPENAI_BASE_URL: new URL(upstream.url).origin + path };
      await using gateway = await startGateway({ env });
      const [line = ''] = /.+openai: no list of models: .+\n/.exec(gateway.output.stdout) ?? [];
      expect(line.slice(-end.length)).toBe(end);
    },
  );

  it('starts soon though the upstream never answers', async () => {
    await using upstream = await startUpstream({ script: [always(neverAnswers())] });
    await using gateway = await startGateway({ env: { OPENAI_BASE_URL: upstream.url } });
    expect(gateway.output.stdout).toContain('openai: no list of models within 1500 ms');
    expect(gateway.output.stdout).toContain(`\n  curl ${gateway.url}/v1/models\n`);
  });

  it('tells the operator of failures, in one line, without credentials', async () => {
    await using upstream = await startUpstream();
    const env = { OPENAI_API_KEY: 'sk-upstream', OPENAI_BASE_URL: upstream.url };
    await using gateway = await startGateway({ env });
    upstream.script(status(401, { message: 'Incorrect API key provided: sk-upstream.' }));
    expect((await ask(gateway.url, { 'x-request-id': 'abc' }, 'm')).status).toBe(502);
    await expect.poll(() => gateway.output.stderr).toContain('\n');
    const lines = gateway.output.stderr.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'warn',
        message: 'An upstream call failed.',
        requestId: 'abc',
        provider: 'openai',
        model: 'm',
        attempt: 1,
        error: {
          code: 'upstream_authentication_error',
          status: 502,
          message: expect.stringContaining('refused'),
        },
      },
    ]);
    expect(gateway.output.stderr).not.toContain('sk-upstream');
  });
});
