import { describe, expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import { renderChart, replaceResults } from './write-docs.ts';

const begin = '<!-- results: written by npm run bench -- --docs -->';
const end = '<!-- end of results -->';

describe('the results in the document', () => {
  it('take the place of those before, and nothing else', () => {
    const text = `# Title\n\n${begin}\nold\n${end}\n\nMore.\n`;
    expect(replaceResults(text, `${begin} new ${end}`)).toBe(
      `# Title\n\n${begin} new ${end}\n\nMore.\n`,
    );
  });

  it('have lost their place: the document stays as it is', () => {
    expect(() => replaceResults('# Title\n', 'new')).toThrow('docs/benchmarks.md lacks');
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

  it('of one bar alone says nothing', () => {
    expect(renderChart({ ...rowResult, results: rowResult.results.slice(0, 1) })).toBeUndefined();
  });

  it('escapes its title', () => {
    expect(renderChart({ ...rowResult, title: 'a < b & c' })).toContain('a &lt; b &amp; c: CPU µs');
  });
});
