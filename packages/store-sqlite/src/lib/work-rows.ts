import type { Database } from './database.ts';

/** Work that somebody has in hand. */
export interface TakenWork {
  readonly tenant: string;
  readonly topic: string;
  readonly id: string;
  readonly position: number;
  /** How often it was taken, this time included. */
  readonly attempts: number;
  /** Who has it: another name each time. */
  readonly holder: string;
}

export function isWorkDue(database: Database, topic: string): boolean {
  const sql = 'select 1 as yes from work where topic = ?1 and due_at <= ?2 limit 1';
  return database.first(sql, topic, Date.now()) !== undefined;
}

/** Takes what is due for longest. It is due again after `leaseMs`, unless it is kept or finished. */
export function takeWork(
  database: Database,
  topic: string,
  holder: string,
  leaseMs: number,
): TakenWork | undefined {
  const now = Date.now();
  return database.first<TakenWork>(
    `update work set due_at = ?3, attempts = attempts + 1, holder = ?4
     where rowid = (
       select rowid from work where topic = ?1 and due_at <= ?2 order by due_at, position limit 1)
     returning tenant, topic, id, position, attempts, holder`,
    topic,
    now,
    now + leaseMs,
    holder,
  );
}

/** @returns whether it was still the holder's. */
export function keepWork(database: Database, work: TakenWork, leaseMs: number): boolean {
  return postpone(database, 'holder', work, leaseMs);
}

/** Gives it back: it is due after `pauseMs`. */
export function returnWork(database: Database, work: TakenWork, pauseMs: number): boolean {
  return postpone(database, 'null', work, pauseMs);
}

export function finishWork(database: Database, work: TakenWork): boolean {
  return database.run(`delete from work where ${isOurs}`, ...valuesOf(work)) > 0;
}

const isOurs = 'tenant = ?1 and topic = ?2 and id = ?3 and position = ?4 and holder = ?5';

function postpone(
  database: Database,
  holder: 'holder' | 'null',
  work: TakenWork,
  ms: number,
): boolean {
  const sql = `update work set due_at = ?6, holder = ${holder} where ${isOurs}`;
  return database.run(sql, ...valuesOf(work), Date.now() + ms) > 0;
}

function valuesOf({ tenant, topic, id, position, holder }: TakenWork) {
  return [tenant, topic, id, position, holder] as const;
}
