import assert from 'node:assert/strict';
import type { UpstreamBench } from '../bench.ts';
import { settingProbe } from '../probes/probe.ts';
import { probes, titleOf } from '../probes/probes.ts';
import { runProbe } from '../probes/run-probe.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';

/** Chat's settings that a provider of another api may say it carries, with a value of each. */
const settings: Readonly<Record<string, unknown>> = {
  stop: ['suite-stop'],
  logit_bias: { 4417: 1 },
  logprobs: true,
  n: 2,
};

/** What is not carried after all is lost: the gateway has not refused it in the provider's place. */
async function carriesWhatItSays(bench: UpstreamBench): Promise<void> {
  const { carries = [] } = bench.provider.capabilities;
  for (const name of carries) {
    const probe = settingProbe('responses', name, settings[name] ?? 4417);
    const { ability } = await runProbe(bench, probe);
    assert.equal(ability, 'carried', `"${name}"`);
  }
}

/** What a provider cannot do it says, by name: that it drops something in silence is the mistake. */
export const abilityCases: readonly ProviderCase[] = [
  ...probes.map((probe) =>
    upstreamCase(`abilities of ${titleOf(probe)}`, { api: probe.api }, async (bench) => {
      const { ability, why } = await runProbe(bench, probe);
      assert.notEqual(ability, 'lost', why);
    }),
  ),
  upstreamCase(
    'abilities: what it says it carries reaches the upstream',
    { api: 'responses' },
    carriesWhatItSays,
  ),
];
