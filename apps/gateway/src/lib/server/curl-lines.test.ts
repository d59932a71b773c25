import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { curlLines } from './curl-lines.ts';

const local = { access: { kind: 'local' }, isDemo: false, models: undefined };
const url = 'http://127.0.0.1:1';

function lines(config: object, offered: Record<string, string[]> = {}, baseUrl = url) {
  const lists = Object.entries(offered).map(([provider, names]) => ({ provider, names }));
  return curlLines({ ...local, ...config } as ResolvedConfig, baseUrl, lists);
}

/** The arguments that a shell makes of a command. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const bodyOf = (command: string) => JSON.parse(argumentsOf(command).at(-1) ?? '');
const modelsOf = (commands: readonly string[]) =>
  new Set(commands.map((command) => bodyOf(command).model));

describe('the commands to try', () => {
  it('ask for a chat and a response', () => {
    const commands = lines({}, { openai: ['gpt-5'] });
    expect(commands.map((command) => [argumentsOf(command)[0], bodyOf(command)])).toEqual([
      [
        `${url}/v1/chat/completions`,
        { model: 'openai/gpt-5', messages: [{ role: 'user', content: 'Hello!' }] },
      ],
      [`${url}/v1/responses`, { model: 'openai/gpt-5', input: 'Hello!' }],
    ]);
  });

  it('ask a model that chats', () => {
    const offered = { openai: ['text-embedding-3-small', 'gpt-image-1', 'gpt-5'], other: ['x'] };
    expect(modelsOf(lines({}, offered))).toEqual(new Set(['openai/gpt-5']));
    const models = { '*': 'a', embed: 'a/b', fast: 'a/c' };
    expect(modelsOf(lines({ models }, offered))).toEqual(new Set(['fast']));
  });

  it('list the models where none is known', () => {
    const list = ['curl http://127.0.0.1:1/v1/models'];
    expect(lines({})).toEqual(list);
    expect(lines({ models: { 'a/*': 'a' } }, { a: ['x'] })).toEqual(list);
    expect(lines({ models: { resolve: () => undefined } })).toEqual(list);
  });

  it('name no key', () => {
    const access = { kind: 'keys', keys: [{ key: 'sk-secret', tenant: 'a' }] };
    const key = '-H "authorization: Bearer $GW_KEY"';
    expect(lines({ access })).toEqual([`curl http://127.0.0.1:1/v1/models ${key}`]);
    const commands = lines({ access }, { a: ['x'] });
    expect(commands.map((command) => command.includes(key))).toEqual([true, true]);
  });

  it('survive names and addresses that a shell would read', () => {
    const odd = `it's $HOME "x" \`id\` \\`;
    const commands = lines({ models: { [odd]: 'a/b' } }, {}, 'http://[::1]:1');
    expect(commands.map((command) => argumentsOf(command)[0])).toEqual([
      'http://[::1]:1/v1/chat/completions',
      'http://[::1]:1/v1/responses',
    ]);
    expect(modelsOf(commands)).toEqual(new Set([odd]));
  });
});
