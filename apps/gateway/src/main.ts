#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCli } from './lib/cli/run-cli.ts';

// One folder up from the sources as from what is built of them.
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

const exitCode = await runCli({
  args: process.argv.slice(2),
  env: process.env,
  folder: process.cwd(),
  version: (JSON.parse(manifest) as { version: string }).version,
});

// A configuration file may have opened what would keep the process alive.
if (exitCode !== undefined) process.exit(exitCode);
