import { expect, it } from 'vitest';
import { factoryProblem } from './factory-problem.ts';
import { importProblem } from './import-problem.ts';
import { toText } from './thrown.ts';

const withMessage = (message: unknown) => Object.assign(new Error(), { message, stack: '' });
const broken = Object.defineProperty(new Error('x'), 'message', {
  get() {
    throw new Error('y');
  },
});

it.each([
  ['an error', withMessage('Not so.'), 'Error: Not so.', 'at: Not so'],
  ['a text', 'no', 'no', 'at: no'],
  ['nothing', undefined, 'undefined', 'at: undefined'],
  ['a symbol', Symbol('s'), 'Symbol(s)', 'at: Symbol(s)'],
  ['a message that is no text', withMessage(5), 'Error: 5', 'at: 5'],
  [
    'a message without words',
    withMessage(Object.create(null)),
    'Error: something that cannot be read',
    'at: something that cannot be read',
  ],
  [
    'what has no words',
    Object.create(null),
    'something that cannot be read',
    'at: something that cannot be read',
  ],
  ['what breaks', broken, 'something that cannot be read', 'at: something that cannot be read'],
])('tells what was thrown: %s', (_, thrown, atImport, inFactory) => {
  expect([importProblem(thrown), factoryProblem(() => 'at', thrown)]).toEqual([
    atImport,
    inFactory,
  ]);
});

it('tells what a value is, though its own words throw', () => {
  const broken = {
    toString() {
      throw new Error('no');
    },
  };
  expect([toText(2), toText(broken)]).toEqual(['2', 'something that cannot be read']);
});
