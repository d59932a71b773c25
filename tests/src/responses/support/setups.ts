import { type Hooks, perStream } from '@gw/core';
import type { createHttpProvider } from '@gw/provider-http';
import { always, type Behaviour, normal } from '@gw/testkit/upstream';
import { type House, type HouseOptions, openHouse } from '../../support/house.ts';
import { chatAnswers } from './chat-answers.ts';
import {
  damaged,
  onlyEnds,
  shortSnapshots,
  tokensAsParts,
  withNulls,
  withoutDeltas,
  withoutItems,
  withoutNumbers,
  withoutParts,
} from './damage.ts';
import type { Scenario } from './scenarios.ts';

type ProviderSettings = NonNullable<Parameters<typeof createHttpProvider>[0]>;

/** An upstream, and how it is asked. */
export interface TargetSetup {
  readonly name: string;
  readonly provider: Pick<ProviderSettings, 'apis' | 'quirks'>;
  /** What it does to its good answers; made anew for each. */
  readonly behaviour?: () => Behaviour;
}

type SetupOptions = Omit<HouseOptions, 'provider'> & Pick<ProviderSettings, 'timeouts'>;

/** A gateway in front of an upstream, with or without a chunk hook. */
export interface Setup {
  readonly name: string;
  readonly target: TargetSetup;
  readonly hooks: readonly Hooks[];
  plays(scenario: Scenario): boolean;
  open(options?: SetupOptions): Promise<House>;
  /** Makes the upstream say it, however often it is asked. */
  script(house: House, scenario: Scenario): void;
}

/** A native upstream: it speaks Responses, compacts, and counts. */
export const native: TargetSetup = {
  name: 'native',
  provider: { apis: ['chat', 'responses', 'compact', 'input_tokens'] },
};

/** Everything has to be converted. */
export const chatOnly: TargetSetup = { name: 'chat only', provider: { apis: ['chat'] } };

const quirky = (
  name: string,
  quirks: ProviderSettings['quirks'],
  behaviour: () => Behaviour,
): TargetSetup => ({ name, provider: { apis: ['responses'], quirks }, behaviour });

/** Native upstreams that stray from the contract, each with the quirks that say so. */
const strays: readonly TargetSetup[] = [
  quirky('native, counts tokens as parts', ['content_index'], () => damaged(tokensAsParts())),
  quirky('native, opens no parts', ['lifecycle'], () => damaged(withoutParts)),
  quirky('native, opens no items', ['lifecycle'], () => damaged(withoutItems)),
  quirky('native, has no deltas', ['lifecycle'], () => damaged(withoutDeltas)),
  quirky('native, tells only its end', ['lifecycle'], () => damaged(onlyEnds)),
  quirky('native, has nulls', ['missing_fields'], () => damaged(withNulls, shortSnapshots)),
  quirky('native, does all of that', ['content_index', 'lifecycle', 'missing_fields'], () =>
    damaged(tokensAsParts(), withoutItems, withNulls, shortSnapshots, withoutNumbers),
  ),
];

const hookSets: readonly (readonly [name: string, hooks: readonly Hooks[]])[] = [
  ['no hook', []],
  ['a hook on every chunk', [{ name: 'stateless', onChunk: (event) => event }]],
  [
    'a hook on the whole stream',
    [{ name: 'stateful', onChunk: perStream(() => ({ push: (event) => [event], end: () => [] })) }],
  ],
];

/** Each upstream without a chunk hook, with a stateless one and with one that has state. */
export const setups: readonly Setup[] = [native, chatOnly, ...strays].flatMap((target) =>
  hookSets.map(([name, hooks]) => toSetup(`${target.name}, ${name}`, target, hooks)),
);

/** The two upstreams that most tests need, without hooks. */
export const plainSetups: readonly Setup[] = [native, chatOnly].map((target) =>
  toSetup(target.name, target, []),
);

function toSetup(name: string, target: TargetSetup, hooks: readonly Hooks[]): Setup {
  return {
    name,
    target,
    hooks,
    plays: ({ isChatOnly = false }) => !isChatOnly || target === chatOnly,
    open: ({ timeouts, use = [], ...options } = {}) =>
      openHouse({
        ...options,
        provider: { ...target.provider, ...(timeouts && { timeouts }) },
        use: [...hooks, ...use],
      }),
    script(house, { chat }) {
      house.upstream.reset();
      const answers = target === chatOnly && chat ? chatAnswers(chat) : normal();
      house.upstream.script(
        always((answer, request, context) => {
          const good = answers(answer, request, context);
          return target.behaviour?.()(good, request, context) ?? good;
        }),
      );
    },
  };
}
