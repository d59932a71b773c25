/** What is wrong with a state file, by what can be done about it. */
export type SqliteStoreErrorCode =
  | 'busy'
  | 'cannot_open'
  | 'closed'
  | 'damaged'
  | 'failed'
  | 'full'
  | 'newer_version'
  | 'not_a_database'
  | 'not_started'
  | 'read_only';

/** A failure of the store: it names the file, and says what to do. The engine's own error is its `cause`. */
export class SqliteStoreError extends Error {
  override readonly name = 'SqliteStoreError';
  readonly code: SqliteStoreErrorCode;
  /** Absolute path of the database file, or of the piece file that failed. */
  readonly file: string;

  constructor(code: SqliteStoreErrorCode, file: string, what: string, cause?: unknown) {
    super(`State file "${file}": ${what}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
  }
}

interface Engine {
  readonly code?: unknown;
  readonly errcode?: unknown;
  readonly message: string;
}

type Told = readonly [SqliteStoreErrorCode, string];

/** By SQLite's primary result code. @see https://www.sqlite.org/rescode.html */
const toldOfSqlite: Readonly<Record<number, Told>> = {
  3: ['cannot_open', 'access was denied. Let this user read and write it and its directory.'],
  5: ['busy', 'another process kept it locked for too long. Try again.'],
  6: ['busy', 'it was kept locked for too long. Try again.'],
  8: ['read_only', 'it is read-only. Let this user write it and its directory.'],
  10: ['failed', 'reading or writing failed. Look at the disk and at its free space.'],
  11: ['damaged', 'it is damaged. Move it away, or put a backup in its place.'],
  13: ['full', 'the disk is full. Make room, or name a file on another disk.'],
  14: [
    'cannot_open',
    'it cannot be opened. It must be a file in a directory that this user can write.',
  ],
  26: ['not_a_database', 'it is not a SQLite database. Move it away, or name another file.'],
};

/** The file was moved or deleted under an open database: SQLITE_READONLY_DBMOVED. */
const moved = 1032;

/** By what the operating system says. */
const toldOfSystem: Readonly<Record<string, Told>> = {
  EACCES: ['cannot_open', 'access was denied. Let this user read and write it and its directory.'],
  EPERM: ['cannot_open', 'access was denied. Let this user read and write it and its directory.'],
  EROFS: ['read_only', 'its file system is read-only. Name a file on another one.'],
  ENOSPC: ['full', 'the disk is full. Make room, or name a file on another disk.'],
  EDQUOT: ['full', 'the quota of this user is used up. Make room, or name a file on another disk.'],
  EISDIR: ['cannot_open', 'it is a directory. Name a file, or give it as "directory".'],
  ENOTDIR: ['cannot_open', 'a part of its path is no directory. Name another path.'],
  EEXIST: ['cannot_open', 'a part of its path is no directory. Name another path.'],
  ENOENT: ['cannot_open', 'its directory is not there and cannot be made. Name another path.'],
};

/** @returns the same error where it is none of the engine's or the system's: a mistake of ours stays one. */
export function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof SqliteStoreError) return error;
  const told = tell(error);
  if (!told) return error;
  const [code, what] = told;
  return new SqliteStoreError(code, file, `${what} (${error.message})`, error);
}

function tell({ code, errcode, message }: Engine): Told | undefined {
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
    if (errcode === moved)
      return ['cannot_open', 'it was moved or deleted while it was open. Start again.'];
    return toldOfSqlite[errcode & 0xff] ?? ['failed', 'the database refused.'];
  }
  // Without a result code: what Node itself says of a file that it cannot open.
  if (code === 'ERR_SQLITE_ERROR')
    return /unable to open/.test(message) ? toldOfSqlite[14] : ['failed', 'the database refused.'];
  return typeof code === 'string' ? toldOfSystem[code] : undefined;
}

/** Whether somebody else had it locked, so that asking again may help. */
export function isBusy(error: unknown): boolean {
  const { code, errcode } = error as Engine;
  return code === 'ERR_SQLITE_ERROR' && (Number(errcode) & 0xff) === 5;
}
