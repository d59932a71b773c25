import type { AdapterCase, AdapterMount } from './adapter-mount.ts';
import { bodyCases } from './cases/bodies.ts';
import { failureCases } from './cases/failures.ts';
import { headerCases } from './cases/headers.ts';
import { hygieneCases } from './cases/hygiene.ts';
import { leavingCases } from './cases/leaving.ts';
import { limitCases } from './cases/limits.ts';
import { pathCases } from './cases/paths.ts';
import { replyCases } from './cases/replies.ts';
import { streamCases } from './cases/streams.ts';

export interface AdapterSuiteOptions {
  /** Names of tests that cannot hold for this adapter, with the reason. Default: none. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** A test for whatever runner you use. */
export interface AdapterTest {
  readonly name: string;
  /** Why this adapter leaves it out. Default: it does not. */
  readonly skip?: string;
  /** Starts a server, talks to it over real sockets and closes it. Takes seconds at most. */
  run(): Promise<void>;
}

const cases: readonly AdapterCase[] = [
  ...pathCases,
  ...headerCases,
  ...bodyCases,
  ...limitCases,
  ...replyCases,
  ...streamCases,
  ...leavingCases,
  ...failureCases,
  ...hygieneCases,
];

/**
 * Everything that an adapter promises, as tests that only need a runner:
 * `for (const { name, skip, run } of adapterSuite(mount)) it.skipIf(skip)(name, run)`.
 * Run them one after the other: one of them counts the process's open handles.
 * @throws {TypeError} for a skip without reason, or of a test that does not exist.
 */
export function adapterSuite(
  mount: AdapterMount,
  { skip = {} }: AdapterSuiteOptions = {},
): readonly AdapterTest[] {
  for (const [name, reason] of Object.entries(skip)) checkSkip(name, reason);
  return cases.map(({ name, run }) => ({
    name,
    ...(skip[name] !== undefined && { skip: skip[name] }),
    run: () => run(mount),
  }));
}

function checkSkip(name: string, reason: string): void {
  if (!cases.some((one) => one.name === name)) {
    throw new TypeError(`adapterSuite: there is no test named "${name}".`);
  }
  if (reason.trim() === '') throw new TypeError(`adapterSuite: say why "${name}" is skipped.`);
}
