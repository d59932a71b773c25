import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createForeignProject, type ForeignProject } from '../packaging/foreign-project.ts';

/** A project with what the programs import, installed by npm from tarballs. */
export function createRuntimeProject(): Promise<ForeignProject> {
  return createForeignProject({
    packages: ['@gw/adapter-hono', '@gw/core', '@gw/provider-http', '@gw/provider-utils'],
    others: ['hono'],
  });
}

/** Copies programs into the project, where nothing but the installed packages can be imported. */
export function copyPrograms(project: ForeignProject, ...names: readonly string[]): void {
  for (const name of ['open-host.ts', ...names]) {
    project.write(name, readFileSync(join(import.meta.dirname, 'programs', name), 'utf8'));
  }
}
