/** Where the runtime has that: a timer of ours keeps no process alive. */
export function unref(timer: unknown): void {
  (timer as { unref?(): void }).unref?.();
}
