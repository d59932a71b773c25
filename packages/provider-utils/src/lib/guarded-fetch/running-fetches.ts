/** When a fetch ends that has not ended by itself. */
export interface FetchEnd {
  /** Its reason is thrown. */
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** What is thrown when the time is over. */
  onTimeout(): unknown;
}

export interface RunningFetches {
  /** Runs one fetch under one signal, which the client, the clock and {@link stop} all end. */
  run<T>(end: FetchEnd, fetch: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends all that run now; they throw what `reason` makes. */
  stop(reason: () => unknown): void;
}

/** Nothing stays behind on a signal or the clock when a fetch is over. */
export function createRunningFetches(): RunningFetches {
  const running = new Set<AbortController>();
  return {
    async run({ signal, timeoutMs, onTimeout }, fetch) {
      const controller = new AbortController();
      const onAbort = () => controller.abort(signal?.reason);
      const timer = setTimeout(() => controller.abort(onTimeout()), timeoutMs);
      signal?.addEventListener('abort', onAbort);
      running.add(controller);
      try {
        return await fetch(controller.signal);
      } catch (error) {
        // Whatever broke then, this is why.
        controller.signal.throwIfAborted();
        throw error;
      } finally {
        running.delete(controller);
        signal?.removeEventListener('abort', onAbort);
        clearTimeout(timer);
      }
    },
    stop(reason) {
      for (const controller of running) controller.abort(reason());
    },
  };
}
