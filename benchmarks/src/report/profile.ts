import { basename } from 'node:path';

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

export interface ProfileLine {
  readonly name: string;
  /** Of the time in which anything ran, between 0 and 1; what it called not counted. */
  readonly share: number;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

/**
 * Where most time was spent, idling left out.
 * @param nameOf what stands together under one name: {@link functionOf}, {@link partOf}.
 */
export function topOf(
  { nodes, samples }: CpuProfile,
  nameOf: (frame: Frame) => string,
  count: number,
): readonly ProfileLine[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const idle = new Set(nodes.filter((node) => isIdle(node.callFrame)).map(({ id }) => id));
  const busy = samples.filter((id) => !idle.has(id)).map((id) => names.get(id) ?? '');
  const counts = new Map<string, number>();
  for (const name of busy) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, hits]) => ({ name, share: hits / busy.length }))
    .sort((a, b) => b.share - a.share)
    .slice(0, count);
}

export function renderProfile(lines: readonly ProfileLine[]): string {
  return lines
    .map(({ name, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`)
    .join('\n');
}

/** `parse sse.ts:10` */
export function functionOf({ functionName, url, lineNumber }: Frame): string {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${basename(url)}:${lineNumber + 1}`;
}

/** The package that a function is of: `core`, `undici`, `node:net`; V8's own and Node's in C++ by name. */
export function partOf({ functionName, url }: Frame): string {
  const own = /\/packages\/([^/]+)\//.exec(url)?.[1];
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  const internal = /^node:(?:internal\/)?[^/]+/.exec(url)?.[0];
  return own ?? installed ?? internal ?? (url === '' ? functionName || '(native)' : basename(url));
}

function isIdle({ functionName, url }: Frame): boolean {
  return url === '' && functionName === '(idle)';
}
