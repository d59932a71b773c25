import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explain } from './store-error.ts';

/**
 * Makes the file and its directories where they are not there, for this user alone: SQLite gives the
 * files that it puts beside the database the same permissions.
 */
export async function prepareFile(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a', 0o600);
    await handle.close();
  } catch (error) {
    throw explain(error, file);
  }
}
