import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A runtime as it comes from the registry: a launcher, and the binary of each platform beside it. */
export interface RuntimeSource {
  /** The launcher's package, a dependency of these tests. */
  readonly launcher: string;
  /** The package with this platform's binary. */
  readonly platformPackage: string;
  /** The binary in it. */
  readonly binary: string;
}

export type FoundRuntime =
  | { readonly path: string; readonly missing?: undefined }
  /** Nothing is made for this platform; the reason to skip. */
  | { readonly missing: string; readonly path?: undefined };

const { arch } = process;
const system = process.platform === 'win32' ? 'windows' : process.platform;
const extension = system === 'windows' ? '.exe' : '';
const isMusl = system === 'linux' && !hasGlibc();

/** Named after the platform in each project's own way. */
export const runtimeSources = {
  deno: {
    launcher: 'deno',
    platformPackage: `@deno/${process.platform}-${arch}${glibcOr('-glibc')}`,
    binary: `deno${extension}`,
  },
  bun: {
    launcher: 'bun',
    platformPackage: `@oven/bun-${system}-${arch === 'arm64' ? 'aarch64' : arch}${glibcOr('')}`,
    binary: `bin/bun${extension}`,
  },
  workerd: {
    launcher: 'workerd',
    platformPackage: `@cloudflare/workerd-${system}-${arch === 'x64' ? '64' : arch}${glibcOr('')}`,
    binary: `bin/workerd${extension}`,
  },
} as const satisfies Record<string, RuntimeSource>;

function glibcOr(suffix: string): string {
  if (system !== 'linux') return '';
  return isMusl ? '-musl' : suffix;
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/**
 * Where a runtime's binary stands. The launchers want an install script to put it in their own place,
 * and we run none; the binary itself needs none.
 * @throws {Error} when there is one for this platform and it is not installed.
 */
export function findRuntime({ launcher, platformPackage, binary }: RuntimeSource): FoundRuntime {
  const manifestFile = createRequire(import.meta.url).resolve(`${launcher}/package.json`);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    readonly version: string;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  if (!Object.hasOwn(manifest.optionalDependencies, platformPackage)) {
    return { missing: `${launcher} ${manifest.version} has no ${platformPackage}` };
  }
  const folder = folderOf(platformPackage, manifestFile);
  const path = join(folder, binary);
  if (!existsSync(path)) throw new Error(`${platformPackage} has no ${binary}.`);
  return { path };
}

/** As the launcher itself would find it. */
function folderOf(platformPackage: string, launcherManifest: string): string {
  try {
    return dirname(createRequire(launcherManifest).resolve(`${platformPackage}/package.json`));
  } catch (cause) {
    const message = `${platformPackage} is made for this platform and not installed: pnpm install.`;
    throw new Error(message, { cause });
  }
}
