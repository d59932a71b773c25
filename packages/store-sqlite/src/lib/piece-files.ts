import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Piece } from '@gw/state';
import { explain, SqliteStoreError } from './store-error.ts';

/** A piece's text in a file, as the database knows it. */
export interface PieceFile {
  /** Path below the directory of pieces. No two writings have the same. */
  readonly file: string;
  readonly bytes: number;
  readonly encoding: 'utf8' | 'utf16le';
}

/**
 * Large pieces, each in a file of its own. A file is written and safe on disk before a row refers to
 * it, and goes after its row is gone, so that there is never a row without its file. Names are not
 * used again: a file that one writer needs is not one that another is about to delete.
 */
export interface PieceFiles {
  write(tenant: string, piece: Piece): Promise<PieceFile>;
  /** @returns nothing where the file is not there. */
  read(piece: PieceFile): Promise<string | undefined>;
  remove(files: Iterable<string>): Promise<void>;
  /** The files that nobody has written to for `ms`. */
  idle(ms: number): AsyncIterable<string>;
}

/** How many units are encoded at a time: the thread stands still meanwhile. */
const unitsAtOnce = 512 * 1024;

export function createPieceFiles(directory: string): PieceFiles {
  return {
    async write(tenant, { hash, text = '' }) {
      if (!/^[0-9a-f]{64}$/.test(hash))
        throw new TypeError("A piece's hash must be SHA-256 in hexadecimal.");
      const file = join(directoryOf(tenant), `${hash}.${randomUUID()}`);
      const path = join(directory, file);
      const encoding = text.isWellFormed() ? 'utf8' : 'utf16le';
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const bytes = await writeText(path, text, encoding);
        await syncDirectory(dirname(path));
        return { file, bytes, encoding };
      } catch (error) {
        await rm(path, { force: true }).catch(() => {});
        throw explain(error, path);
      }
    },
    async read({ file, bytes, encoding }) {
      const path = join(directory, file);
      const content = await readFile(path).catch(ifThere(path));
      if (content && content.length !== bytes)
        throw new SqliteStoreError(
          'damaged',
          path,
          `it has ${content.length} bytes instead of ${bytes}. Put a backup in its place.`,
        );
      return content?.toString(encoding);
    },
    async remove(files) {
      for (const file of files) {
        const path = join(directory, file);
        await rm(path, { force: true }).catch((error) => {
          throw explain(error, path);
        });
      }
    },
    async *idle(ms) {
      for (const folder of await list(directory)) {
        for (const name of await list(join(directory, folder))) {
          const path = join(directory, folder, name);
          const found = await stat(path).catch(ifThere(path));
          if (found && found.mtimeMs < Date.now() - ms) yield join(folder, name);
        }
      }
    },
  };
}

/** A tenant may be called anything, also `..`, or what a file system takes for the same as another. */
function directoryOf(tenant: string): string {
  return createHash('sha256').update(tenant).digest('hex').slice(0, 32);
}

/** @returns the number of bytes. */
async function writeText(path: string, text: string, encoding: PieceFile['encoding']) {
  const handle = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    for (const part of partsOf(text)) {
      const content = Buffer.from(part, encoding);
      await handle.writeFile(content);
      bytes += content.length;
    }
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Until then the file is safe on disk, but its name may not be. */
async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories, and needs none of this.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function* partsOf(text: string): Iterable<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + unitsAtOnce, text.length);
    // Both halves of a character are encoded together.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

async function list(directory: string): Promise<readonly string[]> {
  return (await readdir(directory).catch(ifThere(directory))) ?? [];
}

function ifThere(path: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw explain(error, path);
  };
}
