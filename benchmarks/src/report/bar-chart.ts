import { median } from '../statistics.ts';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands behind the bar. */
  readonly label: string;
  /** Whether it is one of ours. */
  readonly isOurs: boolean;
}

const [barHeight, gap, nameWidth, barWidth, labelWidth] = [18, 6, 170, 420, 110];
const headHeight = 30;

/** How many times the bar in the middle a bar may be before it is cut: the others would be lines. */
const longest = 8;

/** Horizontal bars as SVG, readable on light and dark pages. Bars far longer than the others are cut. */
export function renderBarChart(title: string, bars: readonly Bar[]): string {
  const values = bars.map(({ value }) => value);
  const limit = longest * median(values);
  const most = Math.max(...(limit > 0 ? values.filter((value) => value <= limit) : values));
  const isCut = values.some((value) => value > most);
  const width = nameWidth + barWidth + labelWidth;
  const height = headHeight + (bars.length + (isCut ? 1 : 0)) * (barHeight + gap);
  const placeOf = (at: number) => headHeight + at * (barHeight + gap);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${toXml(title)}</title>`,
    '<style>text{font:13px sans-serif;fill:#57606a}.ours{fill:#2f81f7}.theirs{fill:#8c959f}.cut{fill:none;stroke:#fff;stroke-width:3}</style>',
    `<text x="0" y="16" font-weight="bold">${toXml(title)}</text>`,
    ...bars.map((bar, at) => renderBar(bar, placeOf(at), most)),
    ...(isCut ? [`<text x="${nameWidth}" y="${placeOf(bars.length) + 13}">${cutNote}</text>`] : []),
    '</svg>\n',
  ].join('\n');
}

const cutNote = '// a bar that is cut: it is as much longer as its number is larger';

function renderBar({ name, value, label, isOurs }: Bar, y: number, most: number): string {
  const isCut = value > most;
  const length = Math.max(1, Math.min(1, value / most) * barWidth).toFixed(1);
  const base = y + barHeight - 5;
  return [
    `<text x="${nameWidth - 8}" y="${base}" text-anchor="end">${toXml(name)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'theirs'}" x="${nameWidth}" y="${y}" width="${length}" height="${barHeight}"/>`,
    isCut ? renderCut(y) : '',
    `<text x="${nameWidth + Number(length) + 6}" y="${base}">${isCut ? '// ' : ''}${toXml(label)}</text>`,
  ].join('');
}

/** Two strokes across the bar, near its end. */
function renderCut(y: number): string {
  const strokes = [24, 16].map((left) => {
    const x = nameWidth + barWidth - left;
    return `M${x} ${y + barHeight}l6 -${barHeight}`;
  });
  return `<path class="cut" d="${strokes.join('')}"/>`;
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
