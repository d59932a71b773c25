import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  hasProcessFigures,
  parseChildren,
  parseFileLimit,
  parseSchedstat,
  parseStat,
  parseStatus,
  readCpuMicros,
  readMemory,
} from './process-figures.ts';

describe('what /proc says', () => {
  it('stat: user and system time, whatever the name is', () => {
    const stat =
      '4711 (node (gw) 1) S 1 4711 4711 0 -1 4194304 900 0 0 0 250 50 7 8 20 0 11 0 99 1 2';
    expect(parseStat(stat)).toBe(3_000_000);
  });

  it('schedstat: time on a processor, in ns', () => {
    expect(parseSchedstat('843499000 2564651 5\n')).toBe(843_499);
  });

  it('status: a field in kB, not one whose name only ends alike', () => {
    const status = 'VmPeak:\t  9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\nRssAnon:\t 5 kB\n';
    expect(parseStatus(status, 'VmRSS')).toBe(2 ** 20);
    expect(parseStatus(status, 'VmHWM')).toBe(2 ** 21);
  });

  it('children: process ids, or none', () => {
    expect(parseChildren('4712 4720 ')).toEqual([4712, 4720]);
    expect(parseChildren('')).toEqual([]);
  });

  it('limits: how many files may be open', () => {
    const head = 'Limit                     Soft Limit           Hard Limit           Units\n';
    expect(parseFileLimit(`${head}Max open files            20000     65536     files\n`)).toBe(
      20_000,
    );
    expect(parseFileLimit(`${head}Max open files            unlimited unlimited files\n`)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

describe.skipIf(!hasProcessFigures())('a running process', () => {
  it('has used as much CPU time as it says itself', () => {
    const own = () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    };
    const before = own();
    const read = readCpuMicros(process.pid);
    const after = own();
    // The scheduler counts finer than the other, threads that ended are missing.
    expect(read).toBeGreaterThan(before * 0.5);
    expect(read).toBeLessThan(after + 50_000);
  });

  it('tells its memory, now and at most', () => {
    const { rss, peak } = readMemory(process.pid);
    expect(rss).toBeGreaterThan(10 * 2 ** 20);
    expect(peak).toBeGreaterThanOrEqual(rss);
  });

  it('counts what it has started, and what that has started', async () => {
    // A shell that does nothing itself, around a Node that has worked for half a second.
    const work = 'while (process.cpuUsage().user < 5e5); console.log(); setInterval(() => {}, 1e6)';
    const shell = spawn('sh', ['-c', '"$0" -e "$1"; true', process.execPath, work]);
    await once(shell.stdout, 'data');
    const { pid = 0 } = shell;
    const [cpu, { rss }] = [readCpuMicros(pid), readMemory(pid)];
    // Both: the shell alone would leave the other one behind.
    for (const each of [...childrenOf(pid), pid]) process.kill(each, 'SIGKILL');
    expect(cpu).toBeGreaterThan(400_000);
    expect(rss).toBeGreaterThan(20 * 2 ** 20);
  });
});

function childrenOf(pid: number): number[] {
  return parseChildren(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}
