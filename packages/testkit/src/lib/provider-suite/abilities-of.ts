import { type UpstreamBench, withBench } from './bench.ts';
import { probes, titleOf } from './probes/probes.ts';
import { type Ability, runProbe } from './probes/run-probe.ts';
import { isWire, type ProviderSetup } from './provider-setup.ts';

/** What was asked for, by what became of it; what nobody met is left out. */
export type Abilities = Readonly<Partial<Record<Ability, readonly string[]>>>;

/**
 * Asks a provider for everything that it may be unable to give, in the apis that it declares. Hold
 * the result in a test: the suite takes a refusal for an answer, whatever it is that is refused.
 * @throws {TypeError} for a provider that asks nobody: only an upstream can see what is carried.
 */
export async function abilitiesOf(setup: ProviderSetup, patienceMs = 5_000): Promise<Abilities> {
  if (!isWire(setup.wire)) throw new TypeError('abilitiesOf: "setup.wire" has no upstream.');
  const found: Partial<Record<Ability, string[]>> = {};
  await withBench(setup, patienceMs, async (bench) => {
    const { apis } = bench.provider.capabilities;
    for (const probe of probes.filter(({ api }) => apis.includes(api))) {
      const { ability } = await runProbe(bench as UpstreamBench, probe);
      found[ability] = [...(found[ability] ?? []), titleOf(probe)];
    }
  });
  return found;
}
