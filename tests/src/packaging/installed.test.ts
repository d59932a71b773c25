import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForeignProject, type ForeignProject } from './foreign-project.ts';
import { listInstalled } from './installed-size.ts';

describe('a project that installs core, the HTTP provider and the node adapter', () => {
  let project: ForeignProject;
  beforeAll(async () => {
    const packages = ['@gw/core', '@gw/provider-http', '@gw/adapter-node'];
    project = await createForeignProject({ packages });
  }, 120_000);
  afterAll(() => project?.remove());

  const ours = ['adapter-node', 'core', 'provider-http', 'provider-utils', 'schema'];
  const theirs = ['eventsource-parser', 'undici', 'zod'];

  it('gets nothing else on disk than these need', () => {
    const installed = listInstalled(project.folder);
    console.log(tableOf(installed));
    expect(installed.map(({ name }) => name)).toEqual([
      ...ours.map((name) => `@gw/${name}`),
      ...theirs,
    ]);
  });

  it('gets packages of ours that stay small', () => {
    const installed = listInstalled(project.folder);
    const own = installed.filter(({ name }) => name.startsWith('@gw/'));
    // Three times what they have: a framework or a schema library bundled by mistake shows.
    expect(totalOf(own).bytes).toBeLessThan(2_500_000);
  });

  it('gets tarballs without sources, tests and settings of ours', () => {
    for (const { name } of listInstalled(project.folder).filter((one) =>
      one.name.startsWith('@'),
    )) {
      const files = project.list(`node_modules/${name}`);
      expect(files, name).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
      const others = files.filter(
        (file) => !/^(LICENSE|README\.md|package\.json|dist\/.+)$/.test(file),
      );
      expect(others, name).toEqual([]);
      expect(
        files.filter((file) => /\.test|__fixtures__|(?<!\.d)\.ts$/.test(file)),
        name,
      ).toEqual([]);
    }
  });
});

type Installed = ReturnType<typeof listInstalled>;

function totalOf(installed: Installed) {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    files: sum(installed.map(({ files }) => files)),
    bytes: sum(installed.map(({ bytes }) => bytes)),
  };
}

function tableOf(installed: Installed): string {
  const total = { name: `${installed.length} packages`, ...totalOf(installed) };
  return [...installed, total]
    .map(
      ({ name, files, bytes }) =>
        `${name.padEnd(24)}${String(files).padStart(6)} files${bytes.toLocaleString('en').padStart(12)} bytes`,
    )
    .join('\n');
}
