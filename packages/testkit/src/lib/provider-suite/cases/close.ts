import assert from 'node:assert/strict';
import { GatewayError } from '@gw/core';
import { anyApi, anyJson } from '../answers.ts';
import { ask, askJson, failureOf, keep } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';

const needs = { method: 'close' } as const;

async function close({ provider, soon }: Bench): Promise<void> {
  await soon('closing', Promise.resolve(provider.close?.()));
}

async function rejectsCalls(bench: Bench): Promise<void> {
  const { provider, upstream } = bench;
  const before = upstream?.requests.length;
  const pending = [ask(bench, anyApi(bench)), ask(bench, anyApi(bench), { stream: true })];
  const { signal } = new AbortController();
  if (provider.listModels) pending.push(provider.listModels({ signal }) as Promise<never>);
  for (const each of pending.map(keep)) {
    const error = await failureOf(bench, 'a call after close()', each);
    assert.ok(error instanceof GatewayError, `a GatewayError, not ${error}`);
  }
  assert.equal(upstream?.requests.length, before, 'nothing is sent any more');
}

export const closeCases: readonly ProviderCase[] = [
  anyCase('close: it may come before the first call, and twice', needs, async (bench) => {
    await close(bench);
    await close(bench);
    await rejectsCalls(bench);
  }),
  upstreamCase('close: connections are let go, later calls are refused', needs, async (bench) => {
    bench.upstream.script(anyJson(bench));
    await askJson(bench, anyApi(bench));
    await close(bench);
    await bench.eventually('no connection is left', () => bench.upstream.connections().open === 0);
    await rejectsCalls(bench);
    await close(bench);
  }),
];
