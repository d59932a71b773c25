import { readFileSync } from 'node:fs';

const intervalMs = 500;

/**
 * Calls back once when the npm that started us is gone. A killed npm takes at most its own
 * `sh -c` with it and never the command, which would go on holding its port.
 */
export function onParentDeath(callback) {
  // Started by hand, a parent that leaves is a shell that was closed: nothing to stop for.
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = parents();
  const timer = setInterval(() => {
    if (parents() === before) return;
    clearInterval(timer);
    callback();
  }, intervalMs);
  timer.unref();
}

/** npm's process id, behind that of the shell if npm started us through one: `"4711"` or `"4712 4711"`. */
function parents() {
  const shell = procStat(process.ppid);
  // Without /proc only the direct parent can be watched.
  return shell && /^(ba|da|z)?sh$/.test(shell.name)
    ? `${process.ppid} ${shell.parent}`
    : `${process.ppid}`;
}

/** @see proc(5): `pid (comm) state ppid …`, where comm may itself contain parentheses. */
function procStat(pid) {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { name, parent };
  } catch {
    return undefined;
  }
}
