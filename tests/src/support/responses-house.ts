import type { ApiName } from '@gw/core';
import type OpenAI from 'openai';
import type { ClientOptions } from 'openai';
import { describe, expect } from 'vitest';
import { type House, type HouseOptions, openHouse } from './house.ts';
import { type RecordedStream, recordStreams, type StreamEvent } from './record-streams.ts';

/** How a response reaches its model: as it is, or by way of chat. */
export type Way = 'native' | 'converted';

const apisOf: Readonly<Record<Way, readonly ApiName[]>> = {
  native: ['responses', 'compact', 'input_tokens'],
  converted: ['chat'],
};

/** The same tests on both ways: `onBothWays('tools', (way) => …)` */
export function onBothWays(name: string, tests: (way: Way) => void): void {
  describe.each<Way>(['native', 'converted'])(`${name}, %s`, tests);
}

/** A house whose client speaks the Responses api. */
export interface ResponsesHouse extends House {
  /** The official client; its streams are kept. */
  readonly openai: OpenAI;
  readonly fetch: ReturnType<typeof recordStreams>['fetch'];
  /** Another one, whose streams are kept too. */
  recordedClient(options?: ClientOptions): OpenAI;
  /**
   * The streams that were read so far.
   * @throws when there is none, or when one breaks a rule.
   */
  validStreams(): Promise<readonly RecordedStream[]>;
}

export async function openResponsesHouse(
  way: Way,
  { provider, ...options }: Omit<HouseOptions, 'provider'> & { provider?: object } = {},
): Promise<ResponsesHouse> {
  const house = await openHouse({ ...options, provider: { apis: apisOf[way], ...provider } });
  const { fetch, streams } = recordStreams();
  const recordedClient = (more?: ClientOptions) => house.client({ fetch, ...more });
  return {
    ...house,
    fetch,
    recordedClient,
    openai: recordedClient(),
    async validStreams() {
      const read = await streams();
      expect(read.length).toBeGreaterThan(0);
      expect(read.flatMap(({ violations }) => violations)).toEqual([]);
      return read;
    },
  };
}

/** Names of events, with what follows each other often told once. */
export function typesOf(events: readonly StreamEvent[]): string[] {
  return events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
}

interface Told {
  readonly role?: string;
  readonly type?: string;
  readonly content?: unknown;
  readonly output?: unknown;
  readonly tool_calls?: readonly unknown[];
}

/** The last request that an upstream got. */
export function lastRequest<T = Record<string, unknown>>(house: House): T {
  return house.upstream.requests.at(-1)?.json as T;
}

/** What an upstream was told last, whichever api it speaks: who says it, and what. */
export function toldTo(house: House): (readonly [string, unknown])[] {
  const { messages, input } = lastRequest<{
    readonly input?: string | readonly Told[];
    readonly messages?: readonly Told[];
  }>(house);
  const told = messages ?? input ?? [];
  if (typeof told === 'string') return [['user', told]];
  return told.map((each) => [each.role ?? each.type ?? '', saidIn(each)] as const);
}

/** Texts of parts are joined: that they come in parts is a matter of the api. */
function saidIn({ content, output, tool_calls: calls }: Told): unknown {
  if (calls) return calls.length;
  const said = content ?? output;
  if (!Array.isArray(said)) return said;
  return said.map(({ text, type }: { text?: string; type: string }) => text ?? type).join(' ');
}
