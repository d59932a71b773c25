import type { Provider } from '@gw/core';
import { nowhere, withBench } from './bench.ts';
import { abilityCases } from './cases/abilities.ts';
import { abortCases } from './cases/abort.ts';
import { abortStreamCases } from './cases/abort-streams.ts';
import { besideCases } from './cases/beside.ts';
import { chatCases } from './cases/chat.ts';
import { closeCases } from './cases/close.ts';
import { connectionCases } from './cases/connection.ts';
import { cutReplyCases } from './cases/cut-replies.ts';
import { embeddingsCases } from './cases/embeddings.ts';
import { finishingCases } from './cases/finish.ts';
import { framingCases } from './cases/framing.ts';
import { headCases } from './cases/head.ts';
import { hygieneCases } from './cases/hygiene.ts';
import { imagesCases } from './cases/images.ts';
import { leavingCases } from './cases/leaving.ts';
import { modelsCases } from './cases/models.ts';
import { nativeCases } from './cases/native.ts';
import { objectCases } from './cases/object.ts';
import { refusalShapeCases } from './cases/refusal-shapes.ts';
import { refusalCases } from './cases/refusals.ts';
import { requestCases } from './cases/requests.ts';
import { responsesCases } from './cases/responses.ts';
import { responsesSayingCases } from './cases/responses-sayings.ts';
import { secretCases } from './cases/secrets.ts';
import { senselessReplyCases } from './cases/senseless-replies.ts';
import { splitCases } from './cases/splits.ts';
import { toolCases } from './cases/tools.ts';
import { usageCases } from './cases/usage.ts';
import { missingFor, type ProviderCase } from './provider-case.ts';
import { isWire, type ProviderSetup } from './provider-setup.ts';
import { answerOf } from './provider-wire.ts';

export interface ProviderSuiteOptions {
  /** Names of tests that cannot hold for this provider, with the reason. Default: none. */
  readonly skip?: Readonly<Record<string, string>>;
  /** How long anything may take before it counts as never, in ms. Default: 5000. */
  readonly patienceMs?: number;
}

/** A test for whatever runner you use. */
export interface ProviderTest {
  readonly name: string;
  /** Why it is left out: it says nothing about this provider, or `options.skip` says so. */
  readonly skip?: string;
  /** Starts an upstream and makes a provider, talks to it and closes both. Takes seconds at most. */
  run(): Promise<void>;
}

const cases: readonly ProviderCase[] = [
  ...objectCases,
  ...nativeCases,
  ...chatCases,
  ...finishingCases,
  ...usageCases,
  ...toolCases,
  ...requestCases,
  ...abilityCases,
  ...embeddingsCases,
  ...imagesCases,
  ...responsesCases,
  ...responsesSayingCases,
  ...besideCases,
  ...modelsCases,
  ...headCases,
  ...refusalCases,
  ...refusalShapeCases,
  ...connectionCases,
  ...cutReplyCases,
  ...senselessReplyCases,
  ...framingCases,
  ...splitCases,
  ...abortCases,
  ...abortStreamCases,
  ...leavingCases,
  ...secretCases,
  ...hygieneCases,
  ...closeCases,
];

/**
 * Everything that a provider promises, as tests that only need a runner:
 * `for (const { name, skip, run } of providerSuite(setup)) it.skipIf(skip)(name, run)`.
 * They share nothing, so they may run side by side. What the provider can do is read from its
 * `capabilities`; the tests of the rest are there too, with the reason why they are skipped. Hold
 * that list, and what `abilitiesOf` finds, in a test: a provider that can less would pass as well.
 * @throws {TypeError} for a skip without reason or of a test that does not exist, and for a wire
 *   that has no answer for what the provider declares.
 */
export function providerSuite(
  setup: ProviderSetup,
  { skip = {}, patienceMs = 5_000 }: ProviderSuiteOptions = {},
): readonly ProviderTest[] {
  for (const [name, reason] of Object.entries(skip)) checkSkip(name, reason);
  // Nothing is opened by making one.
  const provider = setup.provider(nowhere, 'sk-unused');
  checkWire(setup, provider);
  return cases.map(({ name, needs, run }) => {
    const reason = missingFor(needs, provider, setup) ?? skip[name];
    return {
      name,
      ...(reason !== undefined && { skip: reason }),
      run: () => withBench(setup, patienceMs, run),
    };
  });
}

function checkSkip(name: string, reason: string): void {
  if (!cases.some((one) => one.name === name)) {
    throw new TypeError(`providerSuite: there is no test named "${name}".`);
  }
  if (reason.trim() === '') throw new TypeError(`providerSuite: say why "${name}" is skipped.`);
}

function checkWire({ wire }: ProviderSetup, { capabilities, listModels }: Provider): void {
  if (!isWire(wire)) {
    if (wire.noUpstream.trim() === '') throw new TypeError('providerSuite: say why "noUpstream".');
    return;
  }
  for (const api of capabilities.apis) answerOf(wire, api);
  if (listModels) answerOf(wire, 'models');
}
