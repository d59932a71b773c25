import { readdirSync, readFileSync } from 'node:fs';

/** Stops a process and those it has started, each where it stands. */
export function freezeTree(pid: number | undefined): void {
  signalTree(pid, 'SIGSTOP');
}

export function thawTree(pid: number | undefined): void {
  signalTree(pid, 'SIGCONT');
}

function signalTree(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  // The parent first: it starts no other ones then.
  process.kill(pid, signal);
  for (const child of childrenOf(pid)) process.kill(child, signal);
}

/** @see proc(5): `pid (comm) state ppid …` */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const [, ppid] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(ppid);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
