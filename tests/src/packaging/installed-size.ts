import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface InstalledPackage {
  /** Its name; of a nested one the whole way to it: `a/node_modules/b`. */
  readonly name: string;
  readonly files: number;
  /** Without the packages nested in it. */
  readonly bytes: number;
}

/** Everything that stands in a project's `node_modules`, as the disk tells and no lockfile. */
export function listInstalled(project: string, prefix = ''): readonly InstalledPackage[] {
  const folder = join(project, 'node_modules');
  if (!existsSync(folder)) return [];
  return listNames(folder).flatMap((name) => {
    const { files, bytes } = measure(join(folder, name));
    const nested = listInstalled(join(folder, name), `${prefix}${name}/node_modules/`);
    return [{ name: prefix + name, files, bytes }, ...nested];
  });
}

/** Names in a `node_modules`; npm's own files there begin with a dot. */
function listNames(folder: string): string[] {
  const entries = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return entries.sort().flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(folder, name))
          .sort()
          .map((inner) => `${name}/${inner}`)
      : [name],
  );
}

function measure(folder: string): { files: number; bytes: number } {
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    if (entry.name === 'node_modules') return { files: 0, bytes: 0 };
    const path = join(folder, entry.name);
    return entry.isDirectory() ? measure(path) : { files: 1, bytes: statSync(path).size };
  });
  return sizes.reduce(
    (sum, one) => ({
      files: sum.files + one.files,
      bytes: sum.bytes + one.bytes,
    }),
    { files: 0, bytes: 0 },
  );
}
