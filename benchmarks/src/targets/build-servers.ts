import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { benchmarks } from '../root.ts';
import type { Launch } from './launch.ts';

const written = join(benchmarks, 'servers');
/** Inside the package, so that what they import is found. */
const built = join(benchmarks, '.servers');

/** Writes our measured programs as JavaScript, which is what a user's program is when it starts. */
export function buildServers(): void {
  rmSync(built, { recursive: true, force: true });
  for (const file of readdirSync(written, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const target = join(built, toScript(file));
    mkdirSync(join(target, '..'), { recursive: true });
    const code = stripTypeScriptTypes(readFileSync(join(written, file), 'utf8'));
    writeFileSync(target, code.replaceAll(/from '(\..*)\.ts'/g, "from '$1.js'"));
  }
}

/**
 * The same program with nothing left to compile: its own file as JavaScript, and without the condition
 * that makes our packages be read from source. Node takes some 40 ms to get ready for TypeScript.
 */
export function asBuilt(launch: Launch): Launch {
  const args = launch.args
    .filter((arg) => !arg.startsWith('--conditions'))
    .map((arg) => (arg.startsWith(written) ? built + toScript(arg.slice(written.length)) : arg));
  return { ...launch, args };
}

function toScript(file: string): string {
  return file.replace(/\.ts$/, '.js');
}
