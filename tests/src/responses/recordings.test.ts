/** Streams as real servers send them, native, with and without chunk hooks, in each dialect. */
import type { Quirk } from '@gw/core';
import { always, recordings, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { HouseOptions } from '../support/house.ts';
import { openHouse } from '../support/house.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, finalOf } from './support/oracle.ts';
import { native, setups } from './support/setups.ts';

type Dialect = NonNullable<HouseOptions['responses']>['dialect'];

const clean = ['responsesText', 'responsesToolCalls', 'responsesReasoning'] as const;
const hookSets = setups.filter(({ target }) => target === native);
const all: readonly Quirk[] = ['content_index', 'lifecycle', 'missing_fields'];

interface Played {
  readonly name: keyof typeof recordings;
  readonly quirks?: readonly Quirk[];
  readonly dialect?: Dialect;
}

describe.each(hookSets.map((setup) => [setup.name, setup] as const))('%s', (_, { hooks }) => {
  const play = async ({ name, quirks = [], dialect }: Played) => {
    await using house = await openHouse({
      provider: { apis: ['responses'], quirks },
      use: hooks,
      ...(dialect && { responses: { dialect } }),
    });
    const { frames, request } = recordings[name];
    house.upstream.script(always(stream(frames)));
    const { text } = await house.send('/responses', { body: { ...request, stream: true } });
    const whole = await house.send('/responses', { body: { ...request, stream: false } });
    expect(whole.status).toBe(200);
    return { text, whole: whole.json() };
  };

  it.each([
    ...clean.map((name): Played => ({ name })),
    ...clean.map((name): Played => ({ name, quirks: all })),
    ...clean.map((name): Played => ({ name, dialect: 'openai' })),
    ...clean.map((name): Played => ({ name, dialect: 'openresponses' })),
    { name: 'responsesRawReasoning', dialect: 'openresponses' } as const,
    { name: 'responsesRawReasoning', quirks: all } as const,
    { name: 'responsesVllm', quirks: all } as const,
    { name: 'responsesVllm', quirks: all, dialect: 'openresponses' } as const,
  ])('$name fits the contract (quirks: $quirks, dialect: $dialect)', async (played) => {
    const { text, whole } = await play(played);
    expect(faultsOfStream(text)).toEqual([]);
    expect(faultsOfResponse(whole)).toEqual([]);
  });

  it.each([
    { name: 'responsesRawReasoning' },
    { name: 'responsesRawReasoning', dialect: 'openai' },
    { name: 'responsesVllm', quirks: all, dialect: 'openai' },
  ] satisfies Played[])(
    '$name strays from the contract by the names of raw reasoning alone (dialect: $dialect)',
    async (played) => {
      const { text } = await play(played);
      const faults = faultsOfStream(text);
      expect(new Set(faults.map((fault) => fault.replace(/^event \d+: /, '')))).toEqual(
        new Set([
          '/type is no event: response.reasoning_text.delta',
          '/type is no event: response.reasoning_text.done',
        ]),
      );
    },
  );

  it.each([...clean, 'responsesRawReasoning', 'responsesVllm'] as const)(
    '%s says what was recorded, whichever way it is told',
    async (name) => {
      const told: object[] = [];
      for (const dialect of [undefined, 'openai', 'openresponses'] as const) {
        const { text } = await play({ name, quirks: all, ...(dialect && { dialect }) });
        told.push(textsOf(finalOf(eventsOf(text)).output));
      }
      const recorded = eventsOf(recordings[name].frames.join('').replaceAll('\r', ''));
      expect(told).toEqual(told.map(() => textsOf(finalOf(recorded).output)));
    },
  );
});

/** All that items say, raw reasoning and its summary as one. */
function textsOf(output: readonly object[]): object[] {
  return (output as readonly Readonly<Record<string, unknown>>[]).map((item) => {
    const parts = [...listOf(item.summary), ...listOf(item.content)];
    const { type, name, arguments: text } = item;
    return { type, name, arguments: text, texts: parts.map((part) => part.text ?? part.refusal) };
  });
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}
