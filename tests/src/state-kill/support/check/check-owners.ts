import type { StoredRecord } from '@gw/state';
import type { Findings } from './findings.ts';

/** Whoever belongs to somebody belongs to one who is there, and is there once. */
export function checkOwners(records: readonly StoredRecord[], findings: Findings): void {
  const roots = records.filter(({ owner }) => owner === '');
  const ids = new Set(roots.map(({ tenant, id }) => `${tenant} ${id}`));
  const keys = new Set<string>();
  for (const { tenant, kind, owner, id, holder } of records) {
    const key = [tenant, kind, owner, id].join(' ');
    if (keys.has(key)) findings.problems.push(`${key} is there twice`);
    keys.add(key);
    if (owner !== '' && !ids.has(`${tenant} ${owner}`))
      findings.problems.push(`${key} is orphaned`);
    if (holder !== undefined) findings.problems.push(`${key} is still held by ${holder}`);
  }
}
