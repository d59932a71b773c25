/** What a wait resolves with when nothing has come for a while. */
export const silent: unique symbol = Symbol('silent');

/** Waits for promises one after the other and speaks up when one takes long. */
export interface SilenceWatch {
  /**
   * Settles as `promise` does, or resolves with {@link silent} after the time of silence; the
   * promise can then be waited for again. Rejects at once when the signal is aborted.
   */
  wait<T>(promise: Promise<T>): Promise<T | typeof silent>;
  /** Lets go of timer and signal. */
  stop(): void;
}

/**
 * One timer for the life of a stream: it is not set anew at every read, it looks when it fires how
 * long the silence has been.
 * @param afterMs `undefined`: never silent.
 */
export function watchSilence(afterMs: number | undefined, signal: AbortSignal): SilenceWatch {
  let waiting: { resolve(value: typeof silent): void; reject(reason: unknown): void } | undefined;
  let lastSoundAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = () => {
    const leftMs = lastSoundAt + (afterMs ?? 0) - Date.now();
    if (leftMs <= 0) {
      lastSoundAt = Date.now();
      waiting?.resolve(silent);
    }
    timer = setTimeout(look, leftMs <= 0 ? afterMs : leftMs);
  };
  const abort = () => waiting?.reject(signal.reason);
  if (afterMs !== undefined) timer = setTimeout(look, afterMs);
  signal.addEventListener('abort', abort);

  return {
    wait: (promise) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          promise.catch(() => {});
          reject(signal.reason);
          return;
        }
        waiting = { resolve, reject };
        promise.then((value) => {
          lastSoundAt = Date.now();
          resolve(value);
        }, reject);
      }),
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      waiting = undefined;
    },
  };
}
