import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('options', () => {
  it('of nothing are everything', () => {
    expect(readOptions([])).toEqual({
      isShort: false,
      only: [],
      targets: [],
      rounds: undefined,
      json: undefined,
      docs: false,
      profile: undefined,
      install: [],
      help: false,
    });
  });

  it('choose rows, programs and rounds', () => {
    const args = '--short --only abort --only chat-1k --target node --rounds 5 --profile node';
    expect(readOptions(args.split(' '))).toMatchObject({
      isShort: true,
      only: ['abort', 'chat-1k'],
      targets: ['node'],
      rounds: 5,
      profile: 'node',
    });
  });

  it('install the alternatives that are named, or all', () => {
    expect(readOptions(['--install']).install).toEqual(['portkey', 'litellm', 'bifrost']);
    expect(readOptions(['--install', 'litellm']).install).toEqual(['litellm']);
  });

  it.each([
    [['--only', 'chat-2k'], 'There is no row "chat-2k"; there is chat-1k, '],
    [['--target', 'nodes'], 'There is no program "nodes"; there is '],
    [['--profile', 'nodes'], 'There is no program "nodes"; there is '],
    [['--install', 'nginx'], 'There is no alternative "nginx"; there is portkey, '],
    [['chat-1k'], 'There is no argument "chat-1k"; there is --install.'],
    [['--rounds', '0'], '--rounds must be between 1 and 99, not "0".'],
    [['--rounds', 'many'], '--rounds must be between 1 and 99, not "many".'],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
