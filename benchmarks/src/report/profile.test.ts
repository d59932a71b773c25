import { describe, expect, it } from 'vitest';
import { functionOf, partOf, renderProfile, sharesOf, summariseProfile } from './profile.ts';

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
    expect(sharesOf({ nodes, samples }, functionOf).slice(0, 2)).toEqual([
      { name: 'parse sse.ts:10', share: 0.375 },
      { name: 'write a.js:1', share: 0.25 },
    ]);
  });

  it('by package', () => {
    expect(sharesOf({ nodes, samples }, partOf)).toEqual([
      { name: 'core', share: 0.5 },
      { name: 'undici', share: 0.25 },
      { name: '(garbage collector)', share: 0.125 },
      { name: 'node:internal/streams', share: 0.125 },
    ]);
  });

  it('as shares of what one request takes, beside what it is compared with', () => {
    const node = summariseProfile({ nodes, samples }, { target: 'node', micros: 40 });
    const pipe = summariseProfile({ nodes, samples: [2, 6, 6, 6] }, { target: 'pipe', micros: 20 });
    expect(renderProfile(node, pipe)).toMatchInlineSnapshot(`
      "| node                    |   share |   µs | pipe, µs |
      | ----------------------- | ------: | ---: | -------: |
      | \`core\`                  |  50.0 % | 20.0 |      0.0 |
      | \`undici\`                |  25.0 % | 10.0 |     15.0 |
      | \`(garbage collector)\`   |  12.5 % |  5.0 |      5.0 |
      | \`node:internal/streams\` |  12.5 % |  5.0 |      0.0 |
      | parts of less than 1 %  |   0.0 % |  0.0 |        – |
      | all                     | 100.0 % | 40.0 |     20.0 |

      | function                 |  share |   µs |
      | ------------------------ | -----: | ---: |
      | \`parse sse.ts:10\`        | 37.5 % | 15.0 |
      | \`write a.js:1\`           | 25.0 % | 10.0 |
      | \`(garbage collector)\`    | 12.5 % |  5.0 |
      | \`(anonymous) readable:1\` | 12.5 % |  5.0 |
      | \`push pump.ts:1\`         | 12.5 % |  5.0 |"
    `);
  });
});
