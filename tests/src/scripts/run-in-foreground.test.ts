import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const script = new URL('../../../scripts/lib/run-in-foreground.mjs', import.meta.url).href;

/** A stand-in for the server: says its process id, drains for a moment when told to stop. */
const server = `
  process.on('SIGTERM', () => setTimeout(() => process.exit(7), 50));
  setInterval(() => {}, 1000);
  console.log(process.pid);
`;

/** Starts the server the way npm does: through a shell that does not pass signals on. */
async function startServer() {
  const runner = `
    import { runInForeground } from ${JSON.stringify(script)};
    runInForeground(process.execPath, ['-e', process.env.SERVER], {});
    console.log(process.pid);
  `;
  const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$RUNNER"; exit $?'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE: process.execPath,
      RUNNER: runner,
      SERVER: server,
      npm_lifecycle_event: 'start',
    },
  });
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  const runnerPid = Number((await lines.next()).value);
  const serverPid = Number((await lines.next()).value);
  return { shell, runnerPid, serverPid };
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a signal reaches the command, and its exit code comes back', async () => {
  const { shell, runnerPid } = await startServer();
  process.kill(runnerPid, 'SIGTERM');
  expect(await once(shell, 'exit')).toEqual([7, null]);
});

test('the command is stopped when the shell that npm started is killed', async () => {
  const { shell, serverPid } = await startServer();
  shell.kill('SIGKILL');
  await expect.poll(() => isAlive(serverPid), { timeout: 5000 }).toBe(false);
});
