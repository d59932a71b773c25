import { basename } from 'node:path';
import type { TargetName } from '../targets/targets.ts';
import { renderTable } from './table.ts';

/** What V8's profiler writes, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  /** The node that ran at each sample. */
  readonly samples: readonly number[];
}

/** Where the time of a program goes under one row's load. */
export interface CpuProfileSummary {
  readonly target: TargetName;
  /** Whose profile stands beside it. Default: nobody's. */
  readonly beside?: TargetName | undefined;
  /** CPU time of one request or chunk as the rounds have measured it, in µs. NaN where they did not. */
  readonly micros: number;
  readonly parts: readonly ProfileLine[];
  readonly functions: readonly ProfileLine[];
}

export interface ProfileLine {
  readonly name: string;
  /** Of the time in which anything ran, between 0 and 1; what it called not counted. */
  readonly share: number;
  /** That share of one request or chunk. */
  readonly micros: number;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** How many functions are told. */
const functionCount = 15;

export function summariseProfile(
  profile: CpuProfile,
  { target, beside, micros }: Pick<CpuProfileSummary, 'target' | 'beside' | 'micros'>,
): CpuProfileSummary {
  const linesOf = (nameOf: (frame: Frame) => string) =>
    sharesOf(profile, nameOf).map((line) => ({ ...line, micros: line.share * micros }));
  return {
    target,
    ...(beside && { beside }),
    micros,
    parts: linesOf(partOf),
    functions: linesOf(functionOf).slice(0, functionCount),
  };
}

/**
 * How the time in which anything ran is divided, most first; idling is left out.
 * @param nameOf what stands together under one name: {@link functionOf}, {@link partOf}.
 */
export function sharesOf(
  { nodes, samples }: CpuProfile,
  nameOf: (frame: Frame) => string,
): readonly Omit<ProfileLine, 'micros'>[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const idle = new Set(nodes.filter((node) => isIdle(node.callFrame)).map(({ id }) => id));
  const busy = samples.filter((id) => !idle.has(id)).map((id) => names.get(id) ?? '');
  const counts = new Map<string, number>();
  for (const name of busy) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, hits]) => ({ name, share: hits / busy.length })).sort(
    (a, b) => b.share - a.share,
  );
}

/**
 * Two tables as Markdown: the parts of a program, beside those of the one that it is compared with, and
 * the functions that take most.
 */
export function renderProfile(
  { target, micros, parts, functions }: CpuProfileSummary,
  other?: CpuProfileSummary,
): string {
  const head = ['share', 'µs'];
  const partTable = renderTable(
    [target, ...head, ...(other ? [`${other.target}, µs`] : [])],
    [
      ...withRest(parts, micros).map((line) => [
        ...cellsOf(line),
        ...(other ? [renderMicros(microsOf(other, line.name))] : []),
      ]),
      ['all', '100.0 %', renderMicros(micros), ...(other ? [renderMicros(other.micros)] : [])],
    ],
  );
  return `${partTable}\n\n${renderTable(['function', ...head], functions.map(cellsOf))}`;
}

/** Parts of less than 1 % stand together. */
function withRest(parts: readonly ProfileLine[], micros: number): readonly ProfileLine[] {
  const told = parts.filter(({ share }) => share >= 0.01);
  const share = 1 - told.reduce((sum, line) => sum + line.share, 0);
  return [...told, { name: rest, share, micros: share * micros }];
}

const rest = 'parts of less than 1 %';

function microsOf({ parts }: CpuProfileSummary, name: string): number {
  return name === rest ? Number.NaN : (parts.find((part) => part.name === name)?.micros ?? 0);
}

/** Names as code: Markdown would read their underscores. */
function cellsOf({ name, share, micros }: ProfileLine): string[] {
  return [
    name === rest ? name : `\`${name}\``,
    `${(share * 100).toFixed(1)} %`,
    renderMicros(micros),
  ];
}

function renderMicros(micros: number): string {
  return Number.isNaN(micros) ? '–' : micros.toFixed(1);
}

/** `parse sse.ts:10` */
export function functionOf({ functionName, url, lineNumber }: Frame): string {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${basename(url)}:${lineNumber + 1}`;
}

/**
 * The package that a function is of: `core`, `undici`, `node:net`; V8's own, Node's in C++ and system calls
 * by name. The one thing in WebAssembly is undici's parser of HTTP.
 */
export function partOf({ functionName, url }: Frame): string {
  if (url.startsWith('wasm:')) return 'undici, llhttp';
  const own = /\/packages\/([^/]+)\//.exec(url)?.[1];
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  const internal = /^node:(?:internal\/)?[^/]+/.exec(url)?.[0];
  return own ?? installed ?? internal ?? (url === '' ? functionName || '(native)' : basename(url));
}

function isIdle({ functionName, url }: Frame): boolean {
  return url === '' && functionName === '(idle)';
}
