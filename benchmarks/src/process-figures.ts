import { readdirSync, readFileSync } from 'node:fs';

/** Whether the operating system tells what a process uses; only Linux does it in this way. */
export function hasProcessFigures(): boolean {
  return tryRead('/proc/self/stat') !== undefined;
}

/**
 * CPU time of a process and of all that it has started and that still run (workers), user and system,
 * all threads, in µs. To the nanosecond where the scheduler keeps count, else to the tick of 10 ms.
 * @throws {Error} where there is no /proc, or no such process.
 */
export function readCpuMicros(pid: number): number {
  return sumOf(listTree(pid), readOwnCpuMicros);
}

/**
 * Memory in bytes of a process and of all that it has started and that still run: now, and the most
 * each of them ever had. Pages that they share count once for each.
 */
export function readMemory(pid: number): { readonly rss: number; readonly peak: number } {
  const texts = listTree(pid).map((each) => readFileSync(`/proc/${each}/status`, 'utf8'));
  return {
    rss: sumOf(texts, (text) => parseStatus(text, 'VmRSS')),
    peak: sumOf(texts, (text) => parseStatus(text, 'VmHWM')),
  };
}

/** The process first, then those that it started, and those that these did. */
function listTree(pid: number): number[] {
  const children = listThreads(pid).flatMap((id) =>
    parseChildren(tryRead(`/proc/${pid}/task/${id}/children`) ?? ''),
  );
  return [pid, ...children.flatMap(listTree)];
}

/** Process ids, each with a space behind it, of /proc/PID/task/TID/children. */
export function parseChildren(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

function sumOf<T>(list: readonly T[], figureOf: (one: T) => number): number {
  return list.reduce((sum, one) => sum + figureOf(one), 0);
}

function readOwnCpuMicros(pid: number): number {
  const threads = listThreads(pid).map((id) => tryRead(`/proc/${pid}/task/${id}/schedstat`));
  if (threads.length > 0 && threads.every((text) => text !== undefined)) {
    return sumOf(threads, parseSchedstat);
  }
  return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
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
