import type { Logger } from '@gw/core';
import { unref } from './kit/unref.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Opens something now, or, where that fails, in the background until it works.
 * @param open resolves with what closes it again.
 * @returns closes it, or ends the trying.
 */
export async function openPatiently(
  open: () => Promise<() => Promise<void>>,
  log: Logger,
): Promise<() => Promise<void>> {
  let close = () => Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const attempt = async (pauseMs: number): Promise<void> => {
    try {
      close = await open();
      if (isOver) await close();
      else if (pauseMs > firstPauseMs) log.warn('The store of the state is open now.');
    } catch (cause) {
      if (isOver) return;
      log.error('The store of the state could not be opened; it is tried again.', { cause });
      timer = setTimeout(attempt, pauseMs, Math.min(2 * pauseMs, longestPauseMs));
      unref(timer);
    }
  };
  await attempt(firstPauseMs);
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await close();
  };
}
