import type { ApiName } from '@gw/core';
import { type Behaviour, compose } from '../upstream/behaviour.ts';
import type { Members } from './ask.ts';
import type { Bench, UpstreamBench } from './bench.ts';
import { answerOf, type ChatAnswer, type ProviderWire, type ReplyKind } from './provider-wire.ts';
import { compacted } from './responses-answers.ts';
import type { Talk } from './talk.ts';
import { talkOf, talks } from './talks.ts';

const usage = { input: 7, output: 5 };

/** Text in several scripts, so that its pieces are more bytes than characters. */
export const greeting: ChatAnswer = {
  text: ['Grüße', ' aus', ' 東京', ' 👩🏽‍🚀', '!'],
  toolCalls: [],
  finishReason: 'stop',
  usage,
};

/** As short as an answer can be that still has characters of two and four bytes. */
export const shortAnswer: ChatAnswer = { ...greeting, text: ['é🎉'] };

export const oneCall: ChatAnswer = {
  text: [],
  toolCalls: [{ id: 'call_a1', name: 'suite_weather', arguments: '{"city":"Köln","days":3}' }],
  finishReason: 'tool_calls',
  usage,
};

/** Two calls of one function among them: only index and id tell those apart. */
export const parallelCalls: ChatAnswer = {
  ...oneCall,
  toolCalls: [
    ...oneCall.toolCalls,
    { id: 'call_b2', name: 'suite_weather', arguments: '{"city":"東京","days":1}' },
    { id: 'call_c3', name: 'suite_time', arguments: '{"zone":"Europe/Berlin"}' },
  ],
};

/** An answer of a model as a behaviour, spoiled by others from left to right. */
export function answerIn(
  talk: Talk,
  wire: ProviderWire,
  answer: ChatAnswer,
  kind: ReplyKind,
  ...spoilers: readonly Behaviour[]
): Behaviour {
  return compose(talk.answer(wire, answer, kind), ...spoilers);
}

/** Has the upstream give this answer next. A provider without one says what it has to say. */
export function says(
  { upstream, wire }: Bench,
  talk: Talk,
  answer: ChatAnswer,
  kind: ReplyKind,
  ...spoilers: readonly Behaviour[]
): void {
  if (upstream && wire) upstream.script(answerIn(talk, wire, answer, kind, ...spoilers));
}

/** The api for what holds whichever it is. */
export function anyApi({ provider }: Bench): ApiName {
  const { apis } = provider.capabilities;
  const talk = talks.find(({ api }) => apis.includes(api));
  return talk?.api ?? (apis[0] as ApiName);
}

/** A good JSON answer of that one. */
export function anyJson(bench: UpstreamBench): Behaviour {
  return goodJson(bench.wire, anyApi(bench));
}

/** A good JSON answer of one api. */
export function goodJson(wire: ProviderWire, api: ApiName): Behaviour {
  switch (api) {
    case 'embeddings':
      return answerOf(wire, api)({ vectors: [[0.5, -0.25]], tokens: 3 });
    case 'images':
      return answerOf(wire, api)({ pictures: ['aW1hZ2U='], partials: [] }, 'json');
    case 'compact':
      return answerOf(wire, api)(compacted);
    case 'input_tokens':
    case 'count_tokens':
      return answerOf(wire, api)(17);
    default:
      return talkOf(api).answer(wire, greeting, 'json');
  }
}

/** One way to ask a provider: an api, with a stream or without. */
export interface Way {
  readonly api: ApiName;
  readonly kind: ReplyKind;
  readonly members: Members;
}

/** All ways, or those of some apis. */
export function waysTo({ provider }: Bench, apis = provider.capabilities.apis): readonly Way[] {
  return apis.flatMap((api): Way[] => {
    const json: Way = { api, kind: 'json', members: {} };
    const isTalk = talks.some((talk) => talk.api === api);
    return isTalk ? [json, { api, kind: 'stream', members: { stream: true } }] : [json];
  });
}

/** A good answer to what is asked in that way. */
export function goodAnswer(wire: ProviderWire, { api, kind }: Way): Behaviour {
  return kind === 'json' ? goodJson(wire, api) : talkOf(api).answer(wire, greeting, kind);
}
