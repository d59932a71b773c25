import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configFolder } from '../../__fixtures__/config-folder.ts';
import { runGateway } from '../../__fixtures__/gateway-process.ts';

it('waits for a package no longer than its time, though nothing else keeps the process alive', async () => {
  await using folder = await configFolder({
    'hangs.mjs': 'await new Promise(() => {});',
    'good.mjs': 'export function createGoodProvider() {}',
  });
  const program = `
    const { loadPackages } = await import(${JSON.stringify(join(import.meta.dirname, 'load-packages.ts'))});
    const providers = [{ type: './hangs.mjs' }, { type: './good.mjs' }];
    const path = ${JSON.stringify(join(folder.path, 'gateway.config.json'))};
    const packages = await loadPackages({ providers }, { path, env: {}, timeoutMs: 200 });
    console.log(JSON.stringify([...packages]));
  `;
  const command = ['--conditions=@gw/source', '--input-type=module', '--eval', program];
  const { exitCode, stdout } = await runGateway({ command });
  expect({ exitCode, loaded: JSON.parse(stdout) }).toEqual({
    exitCode: 0,
    loaded: [
      ['./hangs.mjs', { problem: '"./hangs.mjs" did not finish loading within 200 ms' }],
      ['./good.mjs', { factoryName: 'createGoodProvider' }],
    ],
  });
});
