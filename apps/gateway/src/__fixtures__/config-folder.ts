import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ConfigFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder with these files, gone at the end of the test; objects are written as JSON. */
export async function configFolder(
  files: Readonly<Record<string, string | object>>,
): Promise<ConfigFolder> {
  const path = await mkdtemp(join(tmpdir(), 'gw-config-'));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
