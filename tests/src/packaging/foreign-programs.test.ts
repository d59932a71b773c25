import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startUpstream, type Upstream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForeignProject, type ForeignProject } from './foreign-project.ts';
import { root } from './repository.ts';
import { findFreePort, startProgram } from './start-program.ts';

describe('the packed packages in a project outside of the workspace', () => {
  let project: ForeignProject;
  let upstream: Upstream;
  beforeAll(async () => {
    upstream = await startUpstream();
    project = await createForeignProject({
      packages: [
        '@gw/adapter-express',
        '@gw/adapter-hono',
        '@gw/adapter-node',
        '@gw/core',
        '@gw/provider-demo',
        '@gw/provider-http',
        '@gw/schema',
        '@gw/testkit',
      ],
      others: ['@hono/node-server', 'express', 'hono'],
    });
  }, 120_000);
  afterAll(async () => {
    project?.remove();
    await upstream?.close();
  });

  const messages = [{ role: 'user' as const, content: 'one two three' }];

  it.each(['embed-node', 'embed-express', 'embed-hono'])(
    'answer JSON and streams in the server of %s',
    async (example) => {
      const source = readFileSync(join(root, 'examples', example, 'src/main.ts'), 'utf8');
      await using program = await startProgram(
        process.execPath,
        [project.write(`${example}.ts`, source)],
        {
          cwd: project.folder,
          env: {
            OPENAI_BASE_URL: upstream.url,
            OPENAI_API_KEY: 'sk-upstream',
            PORT: String(await findFreePort()),
          },
        },
      );
      const client = new OpenAI({ baseURL: program.url, apiKey: 'sk-client', maxRetries: 0 });
      const { choices } = await client.chat.completions.create({ model: 'm', messages });
      expect(choices[0]?.message.content).toBe('You wrote: one two three');
      const stream = await client.chat.completions.create({ model: 'm', messages, stream: true });
      let said = '';
      for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? '';
      expect(said).toBe('You wrote: one two three');
    },
  );

  it.each(['esm.mjs', 'require.cjs'])('run in %s', async (name) => {
    expect(await project.run(process.execPath, [copyProgram(project, name)])).toBe('ok\n');
  });

  it('bring suites that run without a test runner', { timeout: 120_000 }, async () => {
    const printed = await project.run(process.execPath, [copyProgram(project, 'suite.mjs')]);
    expect(printed).toMatch(/^[1-9]\d* passed\n$/);
  });
});

function copyProgram(project: ForeignProject, name: string): string {
  const source = readFileSync(join(import.meta.dirname, 'programs', name), 'utf8');
  return project.write(name, source);
}
