import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runGateway } from './__fixtures__/gateway-process.ts';
import { nodeProblem } from './lib/cli/node-problem.ts';

const root = join(import.meta.dirname, '../../..');

/** Makes a process believe it runs elsewhere. */
function pretend(object: string, name: string, value: string): string {
  const code = `Object.defineProperty(${object}, '${name}', { value: '${value}' })`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

const oldNode = pretend('process.versions', 'node', '20.20.2');

describe('an old Node', () => {
  it.each([
    ['18.0.0', false],
    ['22.18.9', false],
    ['22.19.0', true],
    ['24.0.0', true],
  ])('is told from a recent one: %s', (version, isRecent) => {
    expect(nodeProblem(version, '>=22.19.0') === undefined).toBe(isRecent);
  });

  it('is told which Node the server needs, in one line', async () => {
    const command = [oldNode, '--conditions=@gw/source', join(import.meta.dirname, 'main.ts')];
    expect(await runGateway({ command })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'gw: Node.js 22.19.0 or newer is needed; this is 20.20.2\n',
    });
  });

  it('is told so by the scripts where the repository brings no Node of its own', async () => {
    const script = pathToFileURL(join(root, 'scripts/lib/own-node.mjs')).href;
    const code = `import { ownNode } from '${script}'; ownNode(); console.log('went on');`;
    const elsewhere = pretend('process', 'arch', 'mips');
    const command = [oldNode, elsewhere, '--input-type=module', '--eval', code];
    expect(await runGateway({ command })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Node\.js 22\.19 or newer is needed on \w+-mips; this is .+\n$/,
      ),
    });
  });
});
