/** Tells of an abort: also of one that was before anybody listened. @returns tells of none any more. */
export function onAbort(signal: AbortSignal, listener: (reason: unknown) => void): () => void {
  const tell = () => listener(signal.reason);
  if (signal.aborted) tell();
  else signal.addEventListener('abort', tell, { once: true });
  return () => signal.removeEventListener('abort', tell);
}
