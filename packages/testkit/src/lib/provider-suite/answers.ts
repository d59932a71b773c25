import type { ApiName } from '@gw/core';
import { type Behaviour, compose } from '../upstream/behaviour.ts';
import type { Bench, UpstreamBench } from './bench.ts';
import { answerOf, type ChatAnswer, type ProviderWire, type ReplyKind } from './provider-wire.ts';
import { compacted, responseOf, spoken } from './responses-answers.ts';

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

/** A chat answer as a behaviour, spoiled by others from left to right. */
export function chatOf(
  wire: ProviderWire,
  answer: ChatAnswer,
  kind: ReplyKind,
  ...spoilers: readonly Behaviour[]
): Behaviour {
  return compose(answerOf(wire, 'chat')(answer, kind), ...spoilers);
}

/** Has the upstream give this answer next. A provider without one says what it has to say. */
export function says(bench: Bench, answer: ChatAnswer, kind: ReplyKind): void {
  const { upstream, wire } = bench;
  if (upstream && wire) upstream.script(chatOf(wire, answer, kind));
}

/** The api for what holds whichever it is. */
export function anyApi({ provider }: Bench): ApiName {
  const { apis } = provider.capabilities;
  return apis.includes('chat') ? 'chat' : (apis[0] as ApiName);
}

/** A good JSON answer of that one. */
export function anyJson(bench: UpstreamBench): Behaviour {
  return goodJson(bench.wire, anyApi(bench));
}

/** A good JSON answer of one api. */
export function goodJson(wire: ProviderWire, api: ApiName): Behaviour {
  switch (api) {
    case 'chat':
      return chatOf(wire, greeting, 'json');
    case 'embeddings':
      return answerOf(wire, api)({ vectors: [[0.5, -0.25]], tokens: 3 });
    case 'images':
      return answerOf(wire, api)({ pictures: ['aW1hZ2U='], partials: [] }, 'json');
    case 'responses':
      return responseOf(wire, spoken, 'json');
    case 'compact':
      return answerOf(wire, api)(compacted);
    case 'input_tokens':
      return answerOf(wire, api)(17);
  }
}

/** With and without a stream, where there is one. */
export function bothKinds(bench: Bench): readonly ReplyKind[] {
  return anyApi(bench) === 'chat' ? ['json', 'stream'] : ['json'];
}
