import type { ApiName, Provider } from '@gw/core';
import type { Bench, UpstreamBench } from './bench.ts';
import { isWire, type ProviderSetup } from './provider-setup.ts';
import { isNativeIn, type ProviderWire } from './provider-wire.ts';
import type { Talk } from './talk.ts';
import { talks } from './talks.ts';

/** What has to be there for a test to say anything. */
export interface Needs {
  readonly api?: ApiName;
  readonly upstream?: true;
  /** The upstream's wire is the api's own. */
  readonly native?: true;
  /** Streams are server-sent events. */
  readonly sse?: true;
  /** The wire can tell of an error inside a stream. */
  readonly errorInStream?: true;
  readonly streamUsage?: true;
  readonly method?: 'listModels' | 'close';
}

/** One promise that every provider keeps. */
export interface ProviderCase {
  readonly name: string;
  readonly needs: Needs;
  /** @throws {AssertionError} when the provider breaks it. */
  run(bench: Bench): Promise<void>;
}

/** A promise that shows in what the provider gives back. */
export function anyCase(
  name: string,
  needs: Needs,
  run: (bench: Bench) => Promise<void>,
): ProviderCase {
  return { name, needs, run };
}

/** A promise that shows only with an upstream that does as the suite says. */
export function upstreamCase(
  name: string,
  needs: Needs,
  run: (bench: UpstreamBench) => Promise<void>,
): ProviderCase {
  return {
    name,
    needs: { ...needs, upstream: true },
    run: (bench) => run(bench as UpstreamBench),
  };
}

/**
 * One promise in every api in which one talks with a model.
 * @param name has the api's name in the place of `<api>`.
 */
export function talkCases(
  name: string,
  needs: Needs,
  run: (bench: Bench, talk: Talk) => Promise<void>,
): readonly ProviderCase[] {
  return talks.map((talk) =>
    anyCase(name.replace('<api>', talk.api), { ...needs, api: talk.api }, (bench) =>
      run(bench, talk),
    ),
  );
}

/** The same for what shows only with an upstream that does as the suite says. */
export function upstreamTalkCases(
  name: string,
  needs: Needs,
  run: (bench: UpstreamBench, talk: Talk) => Promise<void>,
): readonly ProviderCase[] {
  return talkCases(name, { ...needs, upstream: true }, (bench, talk) =>
    run(bench as UpstreamBench, talk),
  );
}

/** Why a test does not apply to this provider; undefined when it does. */
export function missingFor(
  needs: Needs,
  provider: Provider,
  { wire }: ProviderSetup,
): string | undefined {
  const { api, method } = needs;
  const { apis, streamUsage = true } = provider.capabilities;
  if (api && !apis.includes(api)) return `The provider does not declare the api "${api}".`;
  if (method && !provider[method]) return `The provider has no "${method}".`;
  if (needs.streamUsage && !streamUsage) return 'The provider declares "streamUsage: false".';
  if (!needs.upstream) return undefined;
  return isWire(wire) ? missingInWire(needs, wire) : wire.noUpstream;
}

function missingInWire(needs: Needs, wire: ProviderWire): string | undefined {
  const isNative = needs.api ? isNativeIn(wire, needs.api) : wire.isNative;
  if (needs.native && !isNative) return "The upstream's wire is not the api's own.";
  if (needs.sse && wire.framing === 'ndjson') return 'The streams are no server-sent events.';
  if (needs.errorInStream && !wire.errorInStream) return 'The wire has no "errorInStream".';
  return undefined;
}
