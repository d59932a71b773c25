import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { curlLine } from './curl-line.ts';

const local = { access: { kind: 'local' }, isDemo: false, models: undefined };
const url = 'http://127.0.0.1:1';

function line(config: object, offered: Record<string, string[]> = {}, baseUrl = url) {
  const lists = Object.entries(offered).map(([provider, names]) => ({ provider, names }));
  return curlLine({ ...local, ...config } as ResolvedConfig, baseUrl, lists);
}

/** The arguments that a shell makes of a command. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const modelOf = (command: string) => JSON.parse(argumentsOf(command).at(-1) ?? '').model;

describe('the command to try', () => {
  it('asks a model that chats', () => {
    const offered = { openai: ['text-embedding-3-small', 'gpt-image-1', 'gpt-5'], other: ['x'] };
    expect(modelOf(line({}, offered))).toBe('openai/gpt-5');
    expect(modelOf(line({ models: { '*': 'a', embed: 'a/b', fast: 'a/c' } }, offered))).toBe(
      'fast',
    );
  });

  it('lists the models where none is known', () => {
    expect(line({})).toBe('curl http://127.0.0.1:1/v1/models');
    expect(line({ models: { 'a/*': 'a' } }, { a: ['x'] })).toBe(
      'curl http://127.0.0.1:1/v1/models',
    );
    expect(line({ models: { resolve: () => undefined } })).toContain('/v1/models');
  });

  it('names no key', () => {
    const access = { kind: 'keys', keys: [{ key: 'sk-secret', tenant: 'a' }] };
    expect(line({ access })).toBe(
      'curl http://127.0.0.1:1/v1/models -H "authorization: Bearer $GW_KEY"',
    );
  });

  it('survives names and addresses that a shell would read', () => {
    const odd = `it's $HOME "x" \`id\` \\`;
    const command = line({ models: { [odd]: 'a/b' } }, {}, 'http://[::1]:1');
    expect(argumentsOf(command)[0]).toBe('http://[::1]:1/v1/chat/completions');
    expect(modelOf(command)).toBe(odd);
  });
});
