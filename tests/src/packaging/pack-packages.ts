import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './one-at-a-time.ts';
import { root } from './repository.ts';
import { runCommand } from './run-command.ts';

/** A package as it would be published. */
export interface PackedPackage {
  readonly name: string;
  readonly tarball: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Builds every published package, where its build is not there or out of date, and packs it.
 * @param folder where the tarballs go.
 */
export async function packPackages(folder: string): Promise<readonly PackedPackage[]> {
  await buildPackages();
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder, '--json'];
  const packed = JSON.parse(await runCommand('pnpm', args, { cwd: root })) as {
    readonly name: string;
    readonly filename: string;
  }[];
  return packed.map(({ name, filename }) => {
    const manifestFile = join(root, 'packages', name.replace('@gw/', ''), 'package.json');
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
    return { name, tarball: filename, manifest };
  });
}

/** The standalone server's program, built. */
export async function buildServer(): Promise<string> {
  await build('@gw/gateway');
  return join(root, 'apps/gateway/dist/main.js');
}

export function buildPackages(): Promise<void> {
  return build('./packages/*');
}

/** Turbo compares with what it built last: 0.1 s after `npm test` has built. */
async function build(filter: string): Promise<void> {
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  await oneAtATime(join(folder, 'gw-build.lock'), async () => {
    await runCommand('turbo', ['run', 'build', `--filter=${filter}`], {
      cwd: root,
      env: { TURBO_TELEMETRY_DISABLED: '1' },
    });
  });
}
