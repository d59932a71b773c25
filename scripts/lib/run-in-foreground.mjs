import { spawn } from 'node:child_process';
import { onParentDeath } from './on-parent-death.mjs';

/** Runs a command as if it were this process: same terminal, same signals, same exit. */
export function runInForeground(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one
      // would read as "now, without draining".
      if (signal === 'SIGINT' && hasTerminal()) return;
      child.kill(signal);
    });
  }
  onParentDeath(() => child.kill('SIGTERM'));

  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function hasTerminal() {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
