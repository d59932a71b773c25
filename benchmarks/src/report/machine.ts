import { cpus, release, totalmem, type } from 'node:os';
import { pause } from '../pause.ts';
import type { Machine } from './report.ts';

/** Looks for a second at what others do on it, so nothing of the benchmark may run meanwhile. */
export async function describeMachine(): Promise<Machine> {
  const before = cpus();
  await pause(1_000);
  const after = cpus();
  return {
    cpu: after[0]?.model ?? 'unknown',
    cores: after.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    busyBefore: busyShare(
      before.map(({ times }) => times),
      after.map(({ times }) => times),
    ),
  };
}

/** What a processor has done since the machine started, in ms. */
export interface CpuTimes {
  readonly user: number;
  readonly nice: number;
  readonly sys: number;
  readonly irq: number;
  readonly idle: number;
}

/** Of the time between two looks at all processors, what was not idle: between 0 and 1. */
export function busyShare(before: readonly CpuTimes[], after: readonly CpuTimes[]): number {
  const busy = sum(after, busyMs) - sum(before, busyMs);
  const idle = sum(after, idleMs) - sum(before, idleMs);
  return busy / (busy + idle);
}

const busyMs = ({ user, nice, sys, irq }: CpuTimes) => user + nice + sys + irq;
const idleMs = ({ idle }: CpuTimes) => idle;

function sum(list: readonly CpuTimes[], pick: (times: CpuTimes) => number): number {
  return list.reduce((total, times) => total + pick(times), 0);
}
