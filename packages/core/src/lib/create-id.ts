/** An id that nobody can guess: `createId('resp')` → `resp_` and 32 hex digits. */
export function createId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`;
}
