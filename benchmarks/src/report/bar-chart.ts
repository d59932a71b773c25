export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands behind the bar. */
  readonly label: string;
  /** Whether it is one of ours. */
  readonly isOurs: boolean;
}

const [barHeight, gap, nameWidth, barWidth, labelWidth] = [18, 6, 90, 420, 110];
const headHeight = 30;

/** Horizontal bars as SVG, readable on light and dark pages. */
export function renderBarChart(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const width = nameWidth + barWidth + labelWidth;
  const height = headHeight + bars.length * (barHeight + gap);
  const lines = bars.map((bar, at) => renderBar(bar, headHeight + at * (barHeight + gap), most));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${toXml(title)}</title>`,
    '<style>text{font:13px sans-serif;fill:#57606a}.ours{fill:#2f81f7}.theirs{fill:#8c959f}</style>',
    `<text x="0" y="16" font-weight="bold">${toXml(title)}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

function renderBar({ name, value, label, isOurs }: Bar, y: number, most: number): string {
  const length = Math.max(1, (value / most) * barWidth).toFixed(1);
  const base = y + barHeight - 5;
  return [
    `<text x="${nameWidth - 8}" y="${base}" text-anchor="end">${toXml(name)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'theirs'}" x="${nameWidth}" y="${y}" width="${length}" height="${barHeight}"/>`,
    `<text x="${nameWidth + Number(length) + 6}" y="${base}">${toXml(label)}</text>`,
  ].join('');
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
