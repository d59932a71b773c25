import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** All files a module takes in at run time, itself included. */
function withImports(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const name of importsOf(file)) {
    if (name.startsWith('.')) withImports(new URL(name, file), seen);
  }
  return seen;
}

function importsOf(file: URL): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gms,
  );
  return Array.from(statements, ([, name = '']) => name);
}

it.each(['./index.ts', './responses.ts'])(
  '%s runs on any runtime: nothing it takes in needs Node',
  (entry) => {
    const files = [...withImports(new URL(entry, import.meta.url))];
    expect(files.length).toBeGreaterThan(10);
    const nodeModules = files
      .flatMap((file) => importsOf(new URL(file)))
      .filter((name) => name.startsWith('node:'));
    expect(nodeModules).toEqual([]);
  },
);
