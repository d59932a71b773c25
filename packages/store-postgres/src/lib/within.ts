import { PostgresStoreError } from './store-error.ts';

/**
 * What `work` comes to.
 * @throws {PostgresStoreError} when it takes longer; it goes on nevertheless, and fails unheard.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new PostgresStoreError(`PostgreSQL: no answer in ${ms} ms`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
