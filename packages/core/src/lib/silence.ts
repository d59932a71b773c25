import { orAborted } from './or-aborted.ts';

/** What {@link orSilent} resolves with when nothing has come for a while. */
export const silent: unique symbol = Symbol('silent');

/** Listens for silence, from its making on. */
export interface SilenceWatch {
  /** Something has come: the silence is counted anew. */
  heard(): void;
  /** Lets go of the timer. */
  stop(): void;
}

/**
 * One timer for the life of a stream: it is not set anew at every read, it looks when it fires how
 * long the silence has been.
 * @param afterMs `undefined`: never silent.
 * @param onSilent is told after so much silence, and again after as much more.
 */
export function watchSilence(afterMs: number | undefined, onSilent: () => void): SilenceWatch {
  if (afterMs === undefined) return { heard() {}, stop() {} };
  let lastSoundAt = Date.now();
  let timer: ReturnType<typeof setTimeout> = setTimeout(look, afterMs);

  function look() {
    const leftMs = lastSoundAt + (afterMs as number) - Date.now();
    const isSilent = leftMs <= 0;
    if (isSilent) lastSoundAt = Date.now();
    timer = setTimeout(look, isSilent ? afterMs : leftMs);
    if (isSilent) onSilent();
  }

  return {
    heard() {
      lastSoundAt = Date.now();
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Settles as `promise` does, or resolves with {@link silent} after the time of silence. Rejects at
 * once when the signal is aborted.
 * @param afterMs `undefined`: never silent.
 */
export async function orSilent<T>(
  promise: Promise<T>,
  afterMs: number | undefined,
  signal: AbortSignal,
): Promise<T | typeof silent> {
  const silence = Promise.withResolvers<typeof silent>();
  const watch = watchSilence(afterMs, () => silence.resolve(silent));
  return orAborted(Promise.race([promise, silence.promise]), signal).finally(watch.stop);
}
