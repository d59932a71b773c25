/** Waiting that ends. */
export interface Patience {
  /** What `work` comes to. @throws {Error} when it takes longer than the suite's patience. */
  soon<T>(what: string, work: PromiseLike<T>): Promise<T>;
  /** Waits until `holds` does. @throws {Error} as `soon`. */
  eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
}

/** @param patienceMs what takes longer counts as never. */
export function createPatience(patienceMs: number): Patience {
  const tooLate = (what: string) => new Error(`Waited ${patienceMs} ms in vain: ${what}.`);
  return {
    async soon(what, work) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(tooLate(what)), patienceMs);
      });
      try {
        return await Promise.race([work, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    async eventually(what, holds) {
      const deadline = performance.now() + patienceMs;
      while (!(await holds())) {
        if (performance.now() > deadline) throw tooLate(what);
        await sleep(5);
      }
    },
  };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
