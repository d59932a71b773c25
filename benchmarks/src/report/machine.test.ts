import { describe, expect, it } from 'vitest';
import { busyShare } from './machine.ts';
import { renderHead } from './report.ts';

const times = (busy: number, idle: number) => ({ user: busy, nice: 1, sys: 2, irq: 0, idle });

it('what others use of all processors is what was not idle between two looks', () => {
  const before = [times(500, 9_000), times(100, 9_500)];
  const after = [times(700, 9_800), times(100, 10_500)];
  expect(busyShare(before, after)).toBe(0.1);
});

describe('the head tells how busy the machine was', () => {
  const head = (busyBefore: number) =>
    renderHead({
      date: '2026-12-01T10:00:00.000Z',
      mode: 'full',
      rounds: 3,
      machine: { cpu: 'CPU', cores: 2, memoryGb: 8, system: 'Linux', node: '24.0.0', busyBefore },
      rows: [],
    });

  it.each([
    [0.01, 'The machine was quiet (1 % of'],
    [0.3, '**The machine was busy with other work** (30 % of'],
  ])('%s', (share, text) => {
    expect(head(share)).toContain(text);
  });
});
