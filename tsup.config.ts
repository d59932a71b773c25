import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

// One configuration for every package; tsup runs in the package's folder.
const manifest = readFileSync('package.json', 'utf8');

/** The entries are what package.json promises: each `./dist/x.js` in exports, imports or bin is built from `src/x.ts`. */
const entry = Object.fromEntries(
  Array.from(manifest.matchAll(/"\.\/dist\/(.+)\.js"/g), ([, name]) => [name, `src/${name}.ts`]),
);

export default defineConfig({
  entry,
  format: 'esm',
  target: 'es2024',
  platform: 'neutral',
  sourcemap: true,
  clean: true,
  silent: true,
  // TypeScript 7 has no compiler API: `tsc -p tsconfig.build.json` writes the declarations.
  dts: false,
  // `#name` is chosen by the user's runtime, not by ours.
  external: [/^#/, /^node:/],
  // Newer modules of Node have no other name: there is a `node:sqlite` and no `sqlite`.
  removeNodeProtocol: false,
});
