import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serve } from '@gw/adapter-node';
import { createGateway } from '@gw/core';
import { createDemoProvider } from '@gw/provider-demo';
import { describe, expect, it } from 'vitest';
import { readSnippets } from './snippets.ts';

const run = promisify(execFile);

/** The curl commands of the front page, each with its continuation lines. */
const commands = readSnippets('README.md')
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'))
  .filter((line) => line.startsWith('curl '));

describe('the curl commands of the front page', () => {
  it('are there', () => {
    expect(commands.length).toBeGreaterThan(3);
  });

  it.each(commands)('%s', async (command) => {
    const gateway = createGateway({ providers: [createDemoProvider({ wordDelayMs: 0 })] });
    const server = await serve(gateway, { port: 0, host: '127.0.0.1' });
    try {
      const here = command.replace('http://127.0.0.1:8080', server.url);
      const { stdout } = await run('sh', ['-c', `${here} --silent --show-error --fail-with-body`]);
      expect(stdout).toMatch(/^(data: )?\{"/);
    } finally {
      await server.close({ graceMs: 0 });
      await gateway.close();
    }
  });
});
