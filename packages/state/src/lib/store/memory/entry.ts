import type { StoredRecord } from '../state-store.ts';

/** A record as it is kept. Never changed: an update puts another in its place. */
export interface Entry extends StoredRecord {
  /** Until when it is held, by `Date.now`. Nothing where nobody holds it, or gave it back. */
  readonly until: number | undefined;
}

export function isHeld({ until }: Entry, now: number): boolean {
  return until !== undefined && until > now;
}

export function toStoredRecord(entry: Entry): StoredRecord {
  const { until: _, ...record } = entry;
  return { ...record, holder: isHeld(entry, Date.now()) ? entry.holder : undefined };
}
