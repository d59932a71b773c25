import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Vite's own server conditions with ours in front: every @gw package is tested from its source.
const conditions = ['@gw/source', 'module', 'node', 'development|production'];

/** Every workspace package is a project, named by its folder and rooted in it. */
const projects = ['packages', 'apps', 'examples']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .concat('tests', 'benchmarks')
  .filter((root) => existsSync(`${root}/package.json`))
  .map((root) => ({
    extends: true as const,
    test: { name: root.replace(/^packages\//, ''), root },
  }));

export default defineConfig({
  // `resolve.conditions` alone does nothing for code that runs in Node.
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects,
    include: ['**/*.test.ts'],
    // Generous for a machine with two cores that also runs a server beside the test.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    passWithNoTests: true,
  },
});
