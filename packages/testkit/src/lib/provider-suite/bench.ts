import type { ApiName, Provider } from '@gw/core';
import { startUpstream } from '../upstream/start-upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { createPatience, type Patience } from './patience.ts';
import { isWire, type ProviderSetup } from './provider-setup.ts';
import type { ProviderWire } from './provider-wire.ts';

/** What one test works with. */
export interface Bench extends Patience {
  readonly provider: Provider;
  /** Makes another one. @param url its upstream's. Default: the test's own. */
  create(url?: string): Provider;
  /** The provider's key. */
  readonly secret: string;
  modelOf(api: string): string;
  /** Undefined for a provider that asks nobody. */
  readonly upstream?: Upstream;
  readonly wire?: ProviderWire;
}

/** The same for what can only be seen at an upstream. */
export interface UpstreamBench extends Bench {
  readonly upstream: Upstream;
  readonly wire: ProviderWire;
}

/** Long and odd enough to be found wherever it went. */
const secret = 'sk-suite-Zm9yIHRlc3RzIG9ubHk-4417';

/** Where nobody listens: for a provider that asks nobody. */
export const nowhere = 'http://127.0.0.1:9/v1';

/**
 * Runs one test with an upstream and a provider of its own, and closes both, whatever came out.
 * @throws what the test throws; else what a script threw.
 */
export async function withBench(
  setup: ProviderSetup,
  patienceMs: number,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const wire = isWire(setup.wire) ? setup.wire : undefined;
  const upstream = wire && (await startUpstream({ basePath: wire.basePath ?? '/v1' }));
  const made: Provider[] = [];
  const create = (url = upstream?.url ?? nowhere) => {
    const provider = setup.provider(url, secret);
    made.push(provider);
    return provider;
  };
  const { models = {} } = setup;
  // What is refused because of its api must not be refused because of its model.
  const anyModel = Object.values(models)[0] ?? 'suite-model';
  const modelOf = (api: string) => models[api as ApiName] ?? anyModel;
  try {
    const own = { provider: create(), create, secret, modelOf, ...createPatience(patienceMs) };
    await run(wire && upstream ? { ...own, wire, upstream } : own);
  } catch (error) {
    // Closing reports the failures of scripts too; the test's own comes first.
    await closeAll(made, upstream).catch(() => undefined);
    throw error;
  }
  await closeAll(made, upstream);
}

async function closeAll(providers: readonly Provider[], upstream: Upstream | undefined) {
  for (const provider of providers) await provider.close?.();
  await upstream?.close();
}
