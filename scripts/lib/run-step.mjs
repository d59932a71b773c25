import { spawn } from 'node:child_process';
import { root } from './repository.mjs';

/**
 * Runs one command with its output visible, and says what it is and how long it took.
 * @returns its exit code; 1 when it did not start or a signal ended it.
 */
export async function runStep({ name, what, command }) {
  console.log(`\n▸ ${name}: ${what}`);
  const startedAt = performance.now();
  const exitCode = await run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${exitCode === 0 ? '✓' : '✗'} ${name} ${exitCode === 0 ? 'passed' : 'failed'} in ${seconds} s`,
  );
  return exitCode;
}

function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...plainOutput(), TURBO_TELEMETRY_DISABLED: '1' },
    });
    const stop = () => {
      child.kill('SIGTERM');
      process.exit(1);
    };
    const settle = (exitCode) => {
      process.off('SIGTERM', stop);
      resolve(exitCode);
    };
    process.on('SIGTERM', stop);
    child.on('exit', (code) => settle(code ?? 1));
    child.on('error', (error) => {
      console.log(error.message);
      settle(1);
    });
  });
}

/** Some tools write colours into files and pipes too. */
function plainOutput() {
  return process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' };
}
