/** A Markdown table whose columns stand below each other, for terminals and for files. */
export function renderTable(
  head: readonly string[],
  lines: readonly (readonly string[])[],
): string {
  const widths = head.map((title, at) =>
    Math.max(3, title.length, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  // Names to the left, figures to the right.
  const pad = (text: string, at: number) =>
    at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  const render = (cells: readonly string[]) =>
    `| ${widths.map((_, at) => pad(cells[at] ?? '', at)).join(' | ')} |`;
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [render(head), render(rule), ...lines.map(render)].join('\n');
}
