import { describe, expect, it } from 'vitest';
import { functionOf, partOf, renderProfile, topOf } from './profile.ts';

const frame = (id: number, functionName: string, url = '', lineNumber = -1) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

const nodes = [
  frame(1, '(idle)'),
  frame(2, '(garbage collector)'),
  frame(3, 'parse', 'file:///gw/packages/core/src/lib/sse.ts', 9),
  // The same function, called from elsewhere.
  frame(4, 'parse', 'file:///gw/packages/core/src/lib/sse.ts', 9),
  frame(5, '', 'node:internal/streams/readable', 0),
  frame(6, 'write', 'file:///gw/node_modules/.pnpm/undici@8/node_modules/undici/lib/a.js', 0),
  frame(7, 'push', 'file:///gw/packages/core/src/lib/pump.ts', 0),
];
const samples = [1, 1, 1, 1, 2, 3, 3, 4, 5, 6, 6, 7];

describe('a profile shows where time goes, idling left out', () => {
  it('by function, each counted once', () => {
    expect(renderProfile(topOf({ nodes, samples }, functionOf, 2))).toBe(
      ' 37.5 %  parse sse.ts:10\n 25.0 %  write a.js:1',
    );
  });

  it('by package', () => {
    expect(topOf({ nodes, samples }, partOf, 9)).toEqual([
      { name: 'core', share: 0.5 },
      { name: 'undici', share: 0.25 },
      { name: '(garbage collector)', share: 0.125 },
      { name: 'node:internal/streams', share: 0.125 },
    ]);
  });
});
