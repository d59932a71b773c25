#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { nodeProblem } from './lib/cli/node-problem.ts';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

// One folder up from the sources as from what is built of them.
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version, engines } = JSON.parse(manifest) as Manifest;

const problem = nodeProblem(process.versions.node, engines.node);
if (problem !== undefined) {
  console.error(`gw: ${problem}`);
  process.exit(1);
}

// Not before: an old Node could not even import it.
const { runCli } = await import('./lib/cli/run-cli.ts');
const exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  folder: process.cwd(),
  version,
});

// A configuration file may have opened what would keep the process alive.
if (exitCode !== undefined) process.exit(exitCode);
