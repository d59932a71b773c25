import { DatabaseSync } from 'node:sqlite';
import type { StateStore } from '@gw/state';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBench } from './__fixtures__/bench.ts';
import { insert, keyOf, tenant } from './__fixtures__/changes.ts';
import { countRows } from './__fixtures__/read-rows.ts';

const { newFile, openStore, runProgram } = createBench(onTestFinished);

/** How many of the writing program's writes are there. @throws where one is there by half. */
async function countWhole(store: StateStore): Promise<number> {
  for (let n = 0; ; n += 1) {
    const parts = [
      await store.get(keyOf(`a${n}`)),
      await store.get(keyOf(`b${n}`, `a${n}`)),
      (await store.readEvents(tenant, `a${n}`, -1, 9))[0],
    ];
    const there = parts.filter((part) => part !== undefined).length;
    if (there === 0) return n;
    expect(there).toBe(parts.length);
  }
}

describe('another process', () => {
  it('killed in the middle of writes: what was acknowledged is there, and nothing by half', async () => {
    for (let round = 0; round < 8; round += 1) {
      const file = newFile();
      const program = runProgram('write', file);
      let acknowledged = -1;
      while (acknowledged < round * 40) acknowledged = Number(await program.next());
      await program.kill();
      const store = await openStore(file);
      const count = await countWhole(store);
      expect(count).toBeGreaterThan(acknowledged);
      expect([countRows(file, 'records'), countRows(file, 'logs')]).toEqual([count * 2, count]);
      expect(await store.write(tenant, [insert('after')])).toBe(true);
    }
  });

  it('killed before it has swept: what it deleted stays deleted, and is swept by the next', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.write(tenant, [insert('family')]);
    const items = Array.from({ length: 3_000 }, (_, n) => insert(`i${n}`, { owner: 'family' }));
    await store.write(tenant, items);
    await store.close();
    const program = runProgram('remove', file);
    expect(await program.next()).toBe('removed');
    await program.kill();
    const next = await openStore(file);
    expect(await next.find(tenant, 'note', 'i2999')).toBeUndefined();
    await vi.waitFor(() => expect(countRows(file, 'records')).toBe(0), 10_000);
  });

  it('holds a record until its time is over, also when it is dead', async () => {
    const file = newFile();
    const store = await openStore(file);
    await store.write(tenant, [insert('a')]);
    const program = runProgram('hold', file);
    expect(await program.next()).toBe(1);
    expect(await store.acquire(keyOf('a'), 'me', 1_000)).toBeUndefined();
    expect((await store.get(keyOf('a')))?.holder).toBe('program');
    await program.kill();
    expect(await store.acquire(keyOf('a'), 'me', 1_000)).toBeUndefined();
    await vi.waitFor(
      async () => expect(await store.acquire(keyOf('a'), 'me', 1_000)).toBe(2),
      5_000,
    );
    const update = { ...keyOf('a'), type: 'update', body: '1' } as const;
    const guard = { kind: 'note', owner: '', id: 'a' };
    expect(await store.write(tenant, [update], { ...guard, epoch: 1 })).toBe(false);
    expect(await store.write(tenant, [update], { ...guard, epoch: 2 })).toBe(true);
  });

  it('takes work that is asked for here; killed, it leaves it to whoever is there', async () => {
    const file = newFile();
    const store = await openStore(file, { workLeaseMs: 600 });
    const program = runProgram('work', file);
    expect(await program.next()).toBe('ready');
    await store.write(tenant, [{ type: 'enqueue', topic: 'runs', id: 'w' }]);
    expect(await program.next()).toBe('w');
    const done: string[] = [];
    await store.work('runs', 1, async ({ id }) => {
      done.push(id);
    });
    // For longer than the lease: it is alive, and keeps what it has.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(done).toEqual([]);
    await program.kill();
    await vi.waitFor(() => expect(done).toEqual(['w']), 5_000);
    await vi.waitFor(() => expect(countRows(file, 'work')).toBe(0));
  });

  it('writes while others do', async () => {
    const file = newFile();
    const store = await openStore(file);
    const program = runProgram('write', file);
    await program.next();
    for (let n = 0; n < 300; n += 1)
      expect(await store.write('other', [insert(`n${n}`)])).toBe(true);
    await program.kill();
    expect(await countWhole(store)).toBeGreaterThan(0);
  });
});

describe('a lock that another connection keeps', () => {
  it('is waited for without holding up the process, and not for ever', async () => {
    const file = newFile();
    const store = await openStore(file, { busyTimeoutMs: 300 });
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    await expect(store.write(tenant, [insert('a')])).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('another process kept it locked for too long'),
    });
    expect(ticks).toBeGreaterThan(10);
    expect(await store.get(keyOf('a'))).toBeUndefined();
    const writing = store.write(tenant, [insert('a')]);
    setTimeout(() => other.exec('rollback'), 50);
    expect(await writing).toBe(true);
    clearInterval(timer);
    other.close();
  });
});

it('a store that nobody closes keeps no process from ending', async () => {
  const program = runProgram('leave', newFile());
  expect(await program.next()).toBe('left');
  expect(await program.exited).toBe(0);
});
