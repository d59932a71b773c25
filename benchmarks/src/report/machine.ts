import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Machine } from './report.ts';

export function describeMachine(): Machine {
  const [loadBefore = 0] = loadavg();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    loadBefore,
  };
}
