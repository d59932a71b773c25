/** A worker that lives shorter than this, in ms, may be about to do so again. */
const longEnoughMs = 10_000;

const firstDelayMs = 100;

/** Behind short lives, of which each has served somebody. */
const longestDelayMs = 10_000;

/** Behind starts that fail, of which none does. */
const longestRetryMs = 30_000;

/** How many lives in a row were short, with one of `livedMs` behind `shortLives` others. */
export function countShortLives(shortLives: number, livedMs: number): number {
  return livedMs < longEnoughMs ? shortLives + 1 : 0;
}

/** How long a place stays empty, in ms, until the next worker takes it. */
export function delayBehind(shortLives: number, failedStarts = 0): number {
  const longestMs = failedStarts === 0 ? longestDelayMs : longestRetryMs;
  return Math.min(firstDelayMs * 2 ** Math.max(0, shortLives + failedStarts - 1), longestMs);
}
