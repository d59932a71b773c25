/**
 * What the database, or the way to it, answered. It has the driver's message and code, and nothing
 * else of its error: what PostgreSQL adds to a message may quote rows.
 */
export class PostgresStoreError extends Error {
  override readonly name = 'PostgresStoreError';
  /** PostgreSQL's SQLSTATE (`57014`) or the system's (`ECONNREFUSED`), where there is one. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** An error of ours for whatever was thrown. */
export function toStoreError(error: unknown): PostgresStoreError {
  if (error instanceof PostgresStoreError) return error;
  const { message, code } = readError(error);
  return new PostgresStoreError(`PostgreSQL: ${message}`, code);
}

function readError(error: unknown): { message: string; code: string | undefined } {
  // A name with several addresses fails as often as it has addresses.
  if (error instanceof AggregateError && error.errors.length > 0) return readError(error.errors[0]);
  if (!(error instanceof Error)) return { message: 'unknown failure', code: undefined };
  const { code } = error as { code?: unknown };
  return {
    message: error.message || error.name,
    code: typeof code === 'string' ? code : undefined,
  };
}
