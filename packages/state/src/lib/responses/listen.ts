import type { TenantStore } from '../kit/tenant-store.ts';

/** Waits for what is written under an id. */
export interface News {
  /** Resolves once something was written since the last wait, or `ms` are over. */
  wait(ms: number): Promise<void>;
  stop(): void;
}

/** @param signals each ends a wait, too. */
export function listenFor(store: TenantStore, id: string, signals: readonly AbortSignal[]): News {
  let wake = () => {};
  let hasNews = false;
  const tell = () => {
    hasNews = true;
    wake();
  };
  const unsubscribe = store.subscribe(id, tell);
  for (const signal of signals) signal.addEventListener('abort', tell);
  return {
    async wait(ms) {
      if (!hasNews) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasNews = false;
    },
    stop() {
      unsubscribe();
      for (const signal of signals) signal.removeEventListener('abort', tell);
    },
  };
}
