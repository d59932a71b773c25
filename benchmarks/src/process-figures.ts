import { readdirSync, readFileSync } from 'node:fs';

/** Whether the operating system tells what a process uses; only Linux does it in this way. */
export function hasProcessFigures(): boolean {
  return tryRead('/proc/self/stat') !== undefined;
}

/**
 * CPU time of a process, user and system, all its threads, in µs. To the nanosecond where the
 * scheduler keeps count, else to the tick of 10 ms.
 * @throws {Error} where there is no /proc, or no such process.
 */
export function readCpuMicros(pid: number): number {
  const threads = listThreads(pid).map((id) => tryRead(`/proc/${pid}/task/${id}/schedstat`));
  if (threads.length > 0 && threads.every((text) => text !== undefined)) {
    return threads.reduce((sum, text) => sum + parseSchedstat(text), 0);
  }
  return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Memory of a process in bytes: now, and the most it ever had. */
export function readMemory(pid: number): { readonly rss: number; readonly peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { rss: parseStatus(text, 'VmRSS'), peak: parseStatus(text, 'VmHWM') };
}

/** How many files, connections among them, a process may have open at a time. */
export function readFileLimit(pid: number): number {
  return parseFileLimit(readFileSync(`/proc/${pid}/limits`, 'utf8'));
}

/** The soft limit; without end where there is none. */
export function parseFileLimit(text: string): number {
  return Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
}

/** Run time in µs, from `run wait slices` in ns. */
export function parseSchedstat(text: string): number {
  return Number(text.split(' ', 1)[0]) / 1_000;
}

/** µs of a tick: Linux shows 100 a second to programs, whatever the kernel's own are. */
const tickMicros = 10_000;

/**
 * utime and stime in µs, fields 14 and 15 of proc(5)'s stat. The name in field 2 may have spaces and
 * parentheses of its own.
 */
export function parseStat(text: string): number {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMicros;
}

/** A field of /proc/PID/status that counts kB, in bytes. */
export function parseStatus(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1_024;
}

function listThreads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A thread may end between the listing and the look. */
function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
