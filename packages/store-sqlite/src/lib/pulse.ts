import type { Database } from './database.ts';

/** @param hasNews whether another connection has written since the last beat. */
export type OnBeat = (hasNews: boolean) => void;

/** A beat for those who wait for what other processes write. Silent while nobody does. */
export interface Pulse {
  /** @returns ends it. */
  add(onBeat: OnBeat): () => void;
  stop(): void;
}

/** SQLite has no way to tell other processes; this asks it whether something was committed. */
export function createPulse(database: Database, everyMs: number): Pulse {
  const members = new Set<OnBeat>();
  let timer: NodeJS.Timeout | undefined;
  let version: number | undefined;

  /** Changes when another connection has committed. @see https://www.sqlite.org/pragma.html#pragma_data_version */
  function readVersion(): number | undefined {
    try {
      return database.first<{ data_version: number }>('pragma data_version')?.data_version;
    } catch {
      // Whoever reads next is told what is wrong.
      return undefined;
    }
  }

  function beat(): void {
    const before = version;
    version = readVersion();
    const hasNews = version === undefined || version !== before;
    for (const onBeat of members) onBeat(hasNews);
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    members.clear();
  }

  return {
    add(onBeat) {
      members.add(onBeat);
      if (!timer) {
        version = readVersion();
        timer = setInterval(beat, everyMs).unref();
      }
      return () => {
        members.delete(onBeat);
        if (members.size === 0) stop();
      };
    },
    stop,
  };
}
