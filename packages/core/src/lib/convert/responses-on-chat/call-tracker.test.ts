import { describe, expect, test } from 'vitest';
import { createCallTracker } from './call-tracker.ts';

const known = ['get', 'get_weather', 'get_time', 'look'];

/** The calls that a tracker makes of these deltas, and that it told of their texts piece by piece. */
function track(deltas: readonly unknown[], names: readonly string[] = known) {
  const tracker = createCallTracker(names);
  const told = new Map<object, string>();
  for (const pieces of deltas) {
    for (const { call, text } of tracker.push(pieces)) {
      told.set(call, (told.get(call) ?? '') + text);
    }
  }
  expect(tracker.calls.map((call) => told.get(call) ?? '')).toEqual(
    tracker.calls.map(({ text }) => text),
  );
  return tracker.calls.map(({ id, name, text }) => [id, name, text]);
}

const piece = (index: unknown, id?: unknown, name?: unknown, args?: unknown) => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('calls as chat means them', () => {
  test('one call, its id in the first piece only', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [{ index: 0, function: { arguments: '{"city":' } }],
      [{ index: 0, function: { arguments: '"Köln"}' } }],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":"Köln"}']]);
  });

  test('interleaved calls by their index', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [piece(1, 'b', 'get_time', '')],
      [{ index: 1, function: { arguments: '{"zone":' } }],
      [{ index: 0, function: { arguments: '{"city":' } }],
      [
        { index: 1, function: { arguments: '1}' } },
        { index: 0, function: { arguments: '2}' } },
      ],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":2}'],
      ['b', 'get_time', '{"zone":1}'],
    ]);
  });

  test('custom calls have text for an input, which may repeat itself', () => {
    const deltas = [
      [{ index: 0, id: 'a', type: 'custom', custom: { name: 'look', input: 'ha' } }],
      [{ index: 0, custom: { input: 'ha' } }],
      [{ index: 0, custom: { input: '{}' } }],
      [{ index: 0, custom: { input: '{}' } }],
    ];
    expect(track(deltas)).toEqual([['a', 'look', 'haha{}{}']]);
  });
});

describe('calls that all have index 0', () => {
  test('are told apart by their ids, whole', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '{"city":1}')],
      [piece(0, 'b', 'get_weather', '{"city":1}')],
      [piece(0, 'c', 'get_time', '{}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":1}'],
      ['b', 'get_weather', '{"city":1}'],
      ['c', 'get_time', '{}'],
    ]);
  });

  test('are told apart by their ids, in one delta', () => {
    const deltas = [[piece(0, 'a', 'get_weather', '{}'), piece(0, 'b', 'get_time', '{}')]];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{}'],
      ['b', 'get_time', '{}'],
    ]);
  });

  test('are told apart by their ids, in pieces one after the other', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [piece(0, undefined, undefined, '{"city"')],
      [piece(0, undefined, undefined, ':1}')],
      [piece(0, 'b', 'get_time', '')],
      [piece(0, undefined, undefined, '{"zone":2}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":1}'],
      ['b', 'get_time', '{"zone":2}'],
    ]);
  });

  test('are told apart by their ids, in pieces by turns', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '{"city"')],
      [piece(0, 'b', 'get_time', '{"zone"')],
      [piece(0, 'a', undefined, ':1}')],
      [piece(0, 'b', undefined, ':2}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":1}'],
      ['b', 'get_time', '{"zone":2}'],
    ]);
  });

  test('are told apart by a name behind whole arguments, where there are no ids', () => {
    const deltas = [
      [piece(0, undefined, 'get_weather', '{"city":1}')],
      [piece(0, null, 'get_weather', '{"city":2}')],
      [piece(0, '', 'get_time', '')],
      [piece(0, '', '', '{"zone":1}')],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_weather', '{"city":1}'],
      [undefined, 'get_weather', '{"city":2}'],
      [undefined, 'get_time', '{"zone":1}'],
    ]);
  });

  test('are told apart by whole arguments alone', () => {
    const deltas = [
      [piece(0, undefined, 'get_weather', '{"city":1}')],
      [piece(0, undefined, undefined, '{"city":2}')],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_weather', '{"city":1}'],
      [undefined, 'get_weather', '{"city":2}'],
    ]);
  });

  test('are told apart by whole arguments where one function is called twice in pieces', () => {
    const deltas = [
      [piece(0, undefined, 'get_weather', '')],
      [piece(0, undefined, undefined, '{"city":1}')],
      [piece(0, undefined, 'get_weather', '')],
      [piece(0, undefined, undefined, '{"ci')],
      [piece(0, undefined, undefined, 'ty":2}')],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_weather', '{"city":1}'],
      [undefined, 'get_weather', '{"city":2}'],
    ]);
  });

  test('are told apart by another name, also where the first one takes no arguments', () => {
    const deltas = [
      [piece(0, undefined, 'get_time', '')],
      [piece(0, undefined, 'look', '')],
      [piece(0, undefined, undefined, '{"at":1}')],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_time', ''],
      [undefined, 'look', '{"at":1}'],
    ]);
  });

  test('are told apart by whole arguments where all have one id too', () => {
    const deltas = [
      [piece(0, 'call', 'get_weather', '{"city":1}')],
      [piece(0, 'call', 'get_weather', '{"city":2}')],
    ];
    expect(track(deltas)).toEqual([
      ['call', 'get_weather', '{"city":1}'],
      ['call', 'get_weather', '{"city":2}'],
    ]);
  });
});

describe('calls without an index', () => {
  test('go on with the newest one', () => {
    const deltas = [
      [piece(undefined, 'a', 'get_weather', '')],
      [piece(undefined, undefined, undefined, '{"city":1}')],
      [piece(null, 'b', 'get_time', '')],
      [piece(null, undefined, undefined, '{"zone":')],
      [piece(null, undefined, undefined, '2}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":1}'],
      ['b', 'get_time', '{"zone":2}'],
    ]);
  });

  test('are several calls when one delta has several pieces', () => {
    const deltas = [
      [piece(undefined, undefined, 'get_weather', ''), piece(undefined, undefined, 'get_time', '')],
      [
        piece(undefined, undefined, undefined, '{"city":'),
        piece(undefined, undefined, undefined, '{"zone":'),
      ],
      [piece(undefined, undefined, undefined, '1}'), piece(undefined, undefined, undefined, '2}')],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_weather', '{"city":1}'],
      [undefined, 'get_time', '{"zone":2}'],
    ]);
  });

  test('go on with the newest of several that one delta began', () => {
    const deltas = [
      [piece(undefined, 'a', 'get_weather', '{}'), piece(undefined, 'b', 'get_time', '{"zone":')],
      [piece(undefined, undefined, undefined, '2}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{}'],
      ['b', 'get_time', '{"zone":2}'],
    ]);
  });

  test('are found by their ids', () => {
    const deltas = [
      [piece(undefined, 'a', 'get_weather', '{"city":')],
      [piece(undefined, 'b', 'get_time', '{"zone":')],
      [piece(undefined, 'a', undefined, '1}')],
      [piece(undefined, 'b', undefined, '2}')],
    ];
    expect(track(deltas)).toEqual([
      ['a', 'get_weather', '{"city":1}'],
      ['b', 'get_time', '{"zone":2}'],
    ]);
  });
});

describe('ids', () => {
  test('that come late belong to the call that has none', () => {
    const deltas = [
      [piece(0, undefined, 'get_weather', '{"city":')],
      [piece(0, 'a', undefined, '1}')],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":1}']]);
  });

  test('that change with every piece are the first one', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [piece(0, 'b', undefined, '{"city":')],
      [piece(0, 'c', 'get_weather', '1}')],
      [piece(0, 'd', undefined, '')],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":1}']]);
  });

  test('that two indices share are of two calls', () => {
    const deltas = [
      [piece(0, 'call', 'get_weather', '{"city":')],
      [piece(1, 'call', 'get_time', '{"zone":')],
      [piece(0, 'call', undefined, '1}')],
      [piece(1, 'call', undefined, '2}')],
    ];
    expect(track(deltas)).toEqual([
      ['call', 'get_weather', '{"city":1}'],
      ['call', 'get_time', '{"zone":2}'],
    ]);
  });

  test('and indices that are numbers or texts are the same', () => {
    const deltas = [[piece(0, 7, 'get_weather', '{"city":')], [piece('0', '7', undefined, '1}')]];
    expect(track(deltas)).toEqual([['7', 'get_weather', '{"city":1}']]);
  });
});

describe('arguments', () => {
  test('that are an object become its text', () => {
    const deltas = [
      [piece(0, undefined, 'get_weather', { city: 'Köln' })],
      [piece(0, undefined, 'get_time', {})],
    ];
    expect(track(deltas)).toEqual([
      [undefined, 'get_weather', '{"city":"Köln"}'],
      [undefined, 'get_time', '{}'],
    ]);
  });

  test('that the whole call repeats are told once', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [piece(0, undefined, undefined, '{"city": ')],
      [piece(0, undefined, undefined, '1}')],
      [piece(0, 'a', 'get_weather', '{"city": 1}')],
      [piece(0, 'a', 'get_weather', { city: 1 })],
      [piece(undefined, 'a', 'get_weather', '{"city":1}')],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city": 1}']]);
  });

  test('that hold what looks like a whole object are not cut', () => {
    const deltas = [
      [piece(0, 'a', 'look', '{"in":')],
      [piece(0, undefined, undefined, '{}')],
      [piece(0, undefined, undefined, '}')],
    ];
    expect(track(deltas)).toEqual([['a', 'look', '{"in":{}}']]);
  });

  test('that end in white space stay one', () => {
    const deltas = [
      [piece(0, 'a', 'look', '{"in":1}')],
      [piece(0, undefined, undefined, '\n')],
      [piece(0, 'a', 'look', '')],
    ];
    expect(track(deltas)).toEqual([['a', 'look', '{"in":1}\n']]);
  });
});

describe('names', () => {
  test('that come with every piece are told once', () => {
    const deltas = [
      [piece(0, 'a', 'get_weather', '')],
      [piece(0, 'a', 'get_weather', '')],
      [piece(0, 'a', 'get_weather', '{"city":')],
      [piece(0, 'a', 'get_weather', '1}')],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":1}']]);
  });

  test('that come in pieces are put together', () => {
    const deltas = [
      [piece(0, 'a', 'get', '')],
      [piece(0, undefined, '_wea', '')],
      [piece(0, undefined, 'ther', '')],
      [piece(0, undefined, undefined, '{"city":1}')],
    ];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":1}']]);
  });

  test('that come in equal pieces are put together', () => {
    expect(track([[piece(0, 'a', 'lo', '')], [piece(0, 'a', 'lo', '{}')]], ['lolo'])).toEqual([
      ['a', 'lolo', '{}'],
    ]);
  });

  test('of tools that nobody knows are put together until the arguments begin', () => {
    const deltas = [[piece(0, 'a', 'get_', '')], [piece(0, 'a', 'weather', '{"city":1}')]];
    expect(track(deltas, [])).toEqual([['a', 'get_weather', '{"city":1}']]);
  });

  test('that come behind the arguments are of the call that has none', () => {
    const deltas = [[piece(0, 'a', undefined, '{"city":')], [piece(0, 'a', 'get_weather', '1}')]];
    expect(track(deltas)).toEqual([['a', 'get_weather', '{"city":1}']]);
  });
});

describe('pieces that say nothing', () => {
  test('are no calls', () => {
    expect(
      track([null, undefined, 'x', [null, 7, 'x', {}], [piece(0)], [piece(0, '', '', '')]]),
    ).toEqual([]);
  });

  test('do no harm with members that are null or of other kinds', () => {
    const deltas = [
      [{ index: null, id: null, type: null, function: null, custom: null }],
      [{ index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: null } }],
      [{ index: 0, id: {}, type: 7, function: { name: [], arguments: '{}' } }],
      [{ index: 0, function: [] }],
    ];
    expect(track(deltas)).toEqual([['a', 'look', '{}']]);
  });

  test('may carry what belongs to the call', () => {
    const tracker = createCallTracker(known);
    tracker.push([{ ...piece(0, 'a', 'look', '{}'), extra_content: { google: { a: 1 } } }]);
    tracker.push([{ index: 0, extra_content: { other: 2 } }]);
    expect(tracker.calls[0]?.extra).toEqual({ google: { a: 1 }, other: 2 });
  });
});
