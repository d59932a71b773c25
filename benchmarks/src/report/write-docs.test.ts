import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import { root } from '../root.ts';
import { fillPlace, renderChart } from './write-docs.ts';

const begin = '<!-- results: written by npm run bench -- --docs -->';
const end = '<!-- end of results -->';

describe('the results in the document', () => {
  it('take the place of those before, and nothing else', () => {
    const text = `# Title\n\n${begin}\nold\n${end}\n\nMore.\n`;
    expect(fillPlace(text, 'results', 'new')).toBe(
      `# Title\n\n${begin}\n\nnew\n\n${end}\n\nMore.\n`,
    );
  });

  it('have lost their place: the document stays as it is', () => {
    expect(() => fillPlace('# Title\n', 'results', 'new')).toThrow('docs/benchmarks.md lacks');
  });

  it('have a place each in the document that there is', () => {
    const text = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8');
    for (const place of ['summary', 'results', 'profiles'] as const) {
      expect(fillPlace(text, place, 'new')).toContain(`${place}: written by`);
    }
  });
});

describe('a chart', () => {
  it('has a bar for each program that gave a figure, as long as its median', () => {
    const chart = renderChart(rowResult) ?? '';
    const bars = chart.matchAll(
      />(\w+)<\/text><rect class="(\w+)".*? width="([\d.]+)".*?>([\d.]+)</g,
    );
    expect(Array.from(bars, ([, ...bar]) => bar)).toEqual([
      ['floor', 'theirs', '63.0', '75.0'],
      ['node', 'ours', '75.6', '90.0'],
      ['portkey', 'theirs', '420.0', '500.0'],
    ]);
  });

  it('cuts a bar that would leave nothing of the others, and says so', () => {
    const slow = { target: 'litellm' as const, rounds: [{ cpu: 9_000 }] };
    const chart = renderChart({ ...rowResult, results: [...rowResult.results, slow] }) ?? '';
    const bars = chart.matchAll(/>(\w+)<\/text><rect .*? width="([\d.]+)".*?>([\d./ ]+)</g);
    expect(Array.from(bars, ([, ...bar]) => bar)).toEqual([
      ['floor', '63.0', '75.0'],
      ['node', '75.6', '90.0'],
      ['portkey', '420.0', '500.0'],
      ['litellm', '420.0', '// 9000.0'],
    ]);
    expect(chart).toContain('a bar that is cut');
    expect(renderChart(rowResult)).not.toContain('a bar that is cut');
  });

  it('of one bar alone says nothing', () => {
    expect(renderChart({ ...rowResult, results: rowResult.results.slice(0, 1) })).toBeUndefined();
  });

  it('escapes its title', () => {
    expect(renderChart({ ...rowResult, title: 'a < b & c' })).toContain('a &lt; b &amp; c: CPU µs');
  });
});
