import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { rows } from './rows/index.ts';

/** Each row with its programs. */
function planned(args: string): string[][] {
  return readOptions(args.split(' ')).plan.map(({ row, targets }) => [row.id, ...targets]);
}

describe('options', () => {
  it('of nothing are everything', () => {
    const { plan, ...rest } = readOptions([]);
    expect(plan).toEqual(rows.map((row) => ({ row, targets: row.targets })));
    expect(rest).toEqual({
      isShort: false,
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
      rounds: 5,
      profile: 'node',
    });
    expect(planned(args)).toEqual([
      ['chat-1k', 'floor', 'node'],
      ['abort', 'node'],
    ]);
  });

  it('of a program leave out rows that do not have it', () => {
    expect(planned('--target bare')).toEqual([['cold-start', 'bare']]);
  });

  it('of a profile measure that program beside those asked for', () => {
    expect(planned('--only abort --target pipe --profile node')).toEqual([
      ['abort', 'pipe', 'node'],
    ]);
  });

  it('let the document have any number of rounds', () => {
    expect(readOptions(['--docs', '--rounds', '1'])).toMatchObject({ docs: true, rounds: 1 });
  });

  it('install the alternatives that are named, or all', () => {
    expect(readOptions(['--install']).install).toEqual(['portkey', 'litellm', 'bifrost']);
    expect(readOptions(['--install', 'litellm']).install).toEqual(['litellm']);
  });

  it.each([
    [['--only', 'chat-2k'], 'There is no row "chat-2k"; there is chat-1k, '],
    [['--target', 'nodes'], 'There is no program "nodes"; there is '],
    [['--profile', 'nodes'], 'There is no program to profile "nodes"; there is '],
    [['--profile', 'litellm'], 'There is no program to profile "litellm"; there is '],
    [
      ['--only', 'chat-1k', '--target', 'bare'],
      'Row "chat-1k" is not measured on "bare"; it is on ',
    ],
    [['--only', 'abort', '--profile', 'hooks'], 'No profile of "hooks" comes from row "abort"'],
    [
      ['--only', 'cold-start', '--profile', 'node'],
      'No profile of "node" comes from row "cold-start"',
    ],
    [['--docs', '--short', '--target', 'node'], 'not with --short, --target.'],
    [['--docs', '--only', 'abort'], 'not with --only.'],
    [['--docs', '--profile', 'node'], 'not with --profile.'],
    [['--install', 'nginx'], 'There is no alternative "nginx"; there is portkey, '],
    [['chat-1k'], 'There is no argument "chat-1k"; there is --install.'],
    [['--rounds', '0'], '--rounds must be between 1 and 99, not "0".'],
    [['--rounds', 'many'], '--rounds must be between 1 and 99, not "many".'],
  ])('refuse %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
