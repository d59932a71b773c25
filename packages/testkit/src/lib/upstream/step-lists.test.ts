import { describe, expect, it } from 'vitest';
import type { Step } from './step.ts';
import { dropLastWrite, takeUntil, takeWrites } from './step-lists.ts';

const head: Step = { kind: 'head', status: 200, headers: [] };
const write = (byte: number): Step => ({ kind: 'write', bytes: Uint8Array.of(byte) });
const wait = (delayMs: number): Step => ({ kind: 'wait', delayMs });
const answer = [wait(0), head, wait(1), write(1), wait(2), write(2), wait(3), write(3)];

describe('takeWrites', () => {
  it.each([
    [0, 2],
    [1, 4],
    [2, 6],
    [3, 8],
    [9, 8],
  ])(
    'of %i writes leaves %i steps: nothing waits for a write that is not sent',
    (count, length) => {
      expect([...takeWrites(answer, count)]).toEqual(answer.slice(0, length));
    },
  );
});

describe('takeUntil', () => {
  it('keeps what waits at the end when it never stops', () => {
    const open = [...answer, wait(4)];
    expect([...takeUntil(open, () => false)]).toEqual(open);
  });
});

describe('dropLastWrite', () => {
  it('drops the last write with its pause, and keeps the order', () => {
    expect([...dropLastWrite(answer)]).toEqual(answer.slice(0, 6));
    expect([...dropLastWrite([head])]).toEqual([head]);
    expect([...dropLastWrite([])]).toEqual([]);
  });
});
