import assert from 'node:assert/strict';
import { type ApiName, GatewayError } from '@gw/core';
import type { Upstream } from '../../upstream/upstream.ts';
import { anyApi, anyJson } from '../answers.ts';
import { ask, askJson, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { countDraws } from '../count-draws.ts';
import { settle } from '../patience.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { apiNames } from '../provider-wire.ts';

/** What keeps the process busy, where the runtime tells. */
function activeResources(): readonly string[] {
  return (globalThis.process?.getActiveResourcesInfo?.() ?? []).sort();
}

/** Connections are taken in their order: with ours, all that came before it have been. */
async function opensNone(upstream: Upstream): Promise<void> {
  const response = await fetch(`${upstream.url}/models`);
  await response.arrayBuffer();
  assert.equal(upstream.connections().opened, 1, 'a connection was opened');
}

export const objectCases: readonly ProviderCase[] = [
  anyCase(
    'object: making one opens nothing, starts no timer and draws no random number',
    {},
    async (bench) => {
      const before = activeResources();
      const draws = countDraws(() => bench.create());
      assert.deepEqual(activeResources(), before);
      assert.equal(draws, 0, 'random numbers drawn');
      await settle();
      if (bench.upstream) await opensNone(bench.upstream);
    },
  ),
  anyCase('object: it has the shape of the contract', {}, async ({ provider }) => {
    const { specVersion, id, capabilities, call, listModels, close } = provider;
    assert.equal(specVersion, 1);
    assert.match(id, /^[^\s/]+$/, 'the id is a word; "/" separates it from the model');
    assert.equal(typeof call, 'function');
    for (const method of [listModels, close]) {
      assert.ok(method === undefined || typeof method === 'function', 'a method is a function');
    }
    const { apis, streamUsage } = capabilities;
    assert.ok(apis.length > 0, 'it declares an api');
    assert.equal(new Set(apis).size, apis.length, 'an api is declared once');
    for (const api of apis) assert.ok(apiNames.includes(api), `"${api}" is no api`);
    assert.ok(['boolean', 'undefined'].includes(typeof streamUsage), '"streamUsage" is a boolean');
  }),
  anyCase(
    'object: it is plain: a copy works, and so do its methods taken off',
    {},
    async (bench) => {
      const provider = { ...bench.provider };
      const { call } = provider;
      assert.equal(typeof call, 'function', '"call" is a member of the object itself');
      if (bench.upstream) bench.upstream.script(anyJson(bench as UpstreamBench));
      await askJson(
        { ...bench, provider: { ...provider, call: (...both) => call(...both) } },
        anyApi(bench),
      );
    },
  ),
  anyCase('object: an api that it does not declare is refused by name', {}, async (bench) => {
    const { apis } = bench.provider.capabilities;
    const undeclared = apiNames.filter((api) => !apis.includes(api));
    for (const api of [...undeclared, 'suite-api' as ApiName]) {
      const error = await failureOf(bench, `a call of "${api}"`, ask(bench, api));
      assert.ok(error instanceof GatewayError, `"${api}" is refused with a GatewayError`);
      assert.equal(error.code, 'unsupported_api');
      assert.ok(error.message.includes(api), 'the refusal names the api');
    }
    assert.equal(bench.upstream?.requests.length ?? 0, 0, 'nothing is sent for it');
  }),
];
