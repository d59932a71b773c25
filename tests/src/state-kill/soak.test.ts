import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from '../packaging/repository.ts';

const run = promisify(execFile);

test('the soak makes its responses, prints its figures, and leaves nothing behind', async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('gw-soak-'));
  const before = left();
  const program = join(root, 'scripts/soak/soak-state.ts');
  const { stdout, stderr } = await run(process.execPath, [
    '--conditions=@gw/source',
    program,
    '--count=500',
  ]);
  const lines = stdout.trim().split('\n');
  const steps = lines.filter((line) => / responses · \d+\/s · heap /.test(line));
  expect(steps).toHaveLength(10);
  expect(steps.at(-1)).toMatch(
    /^500 responses · \d+\/s · heap [\d.]+ MiB · disk [\d.]+ MiB · GET p50 [\d.]+ ms, p99 [\d.]+ ms$/,
  );
  expect(lines.slice(-3)).toEqual([
    expect.stringMatching(/^heap: -?[\d.]+ bytes a response$/),
    expect.stringMatching(/^disk: \d+ bytes a response, [\d.]+ MiB in all$/),
    expect.stringMatching(/^time: \d+ s$/),
  ]);
  expect(stderr).toBe('');
  expect(left().filter((name) => !before.includes(name))).toEqual([]);
}, 60_000);
