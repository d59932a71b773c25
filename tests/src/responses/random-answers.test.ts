/**
 * Whatever a chat upstream says, however it tells it and wherever its bytes are cut: what comes out is a
 * valid stream that says the same. The seeds are fixed, so that a failure can be run again.
 */
import { type Hooks, perStream } from '@gw/core';
import type { ResponseResource, ResponsesOutputItem } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { knock } from '../support/knock.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, finalOf } from './support/oracle.ts';
import {
  type CallStyle,
  callStyles,
  type RandomAnswer,
  randomAnswer,
  toChunks,
  toCompletion,
  toolNames,
} from './support/random-answer.ts';
import { forSeeds, type Seeded } from './support/seeded.ts';
import {
  type Answerer,
  chatBytes,
  cutAnywhere,
  gatewayAsUpstream,
  gatewayOver,
} from './support/wires.ts';

const hookSets: readonly (readonly Hooks[])[] = [
  [],
  [{ name: 'stateless', onChunk: (event) => event }],
  [
    {
      name: 'stateful',
      onChunk: perStream(() => ({ push: (event) => [event], end: () => [] })),
    },
  ],
];

/** A chat upstream that says this. */
function saying(
  seeded: Seeded,
  answer: RandomAnswer,
  style: CallStyle,
  isMixed: boolean,
): Answerer {
  const cutBytes = cutAnywhere(seeded);
  return async ({ stream }) => {
    const isStream = stream === true;
    const bytes = isStream
      ? chatBytes(seeded, toChunks(seeded, answer, { style, isMixed }))
      : new TextEncoder().encode(JSON.stringify(toCompletion(answer, style)));
    return { isStream, reads: cutBytes(bytes) };
  };
}

const request = {
  model: 'm',
  input: 'x',
  tools: toolNames.map((name) => ({ type: 'function', name, parameters: { type: 'object' } })),
};

/** What a response says, whichever items say it. */
function saidIn({ output, status, incomplete_details, usage }: ResponseResource) {
  const textsOf = (pick: (item: ResponsesOutputItem) => string[]) => output.flatMap(pick).join('');
  const calls = output.flatMap((item) =>
    item.type === 'function_call' ? [[item.name, item.arguments]] : [],
  );
  return {
    status,
    reason: incomplete_details?.reason,
    reasoning: textsOf((item) =>
      item.type === 'reasoning' ? item.summary.map(({ text }) => text) : [],
    ),
    content: textsOf((item) => partsOf(item, 'output_text')),
    refusal: textsOf((item) => partsOf(item, 'refusal')),
    calls: calls.sort(byText),
    usage,
  };
}

function partsOf(item: ResponsesOutputItem, type: string): string[] {
  if (item.type !== 'message') return [];
  const parts = item.content.filter((part) => part.type === type);
  return parts.map((part) => (part.type === 'refusal' ? part.refusal : part.text));
}

const byText = (a: readonly string[], b: readonly string[]) => (a.join() < b.join() ? -1 : 1);

const reasons = { length: 'max_output_tokens', content_filter: 'content_filter' } as const;

/** The same of the answer itself. */
function meantBy({ reasoning, content, refusal, calls, finish, usage }: RandomAnswer) {
  const isCutOff = finish === 'length' || finish === 'content_filter';
  return {
    status: isCutOff ? 'incomplete' : 'completed',
    reason: isCutOff ? reasons[finish] : undefined,
    reasoning,
    content,
    refusal,
    calls: calls.map((call) => [call.name, call.arguments]).sort(byText),
    usage: {
      input_tokens: usage.prompt_tokens,
      output_tokens: usage.completion_tokens,
      total_tokens: usage.total_tokens,
      input_tokens_details: usage.prompt_tokens_details,
      output_tokens_details: usage.completion_tokens_details,
    },
  };
}

/** Without what is made anew for each response. */
function itemsOf({ output }: ResponseResource): unknown[] {
  return output.map((item) => ({ ...item, id: '', encrypted_content: '' }));
}

describe.each(callStyles)('calls told %s', (style) => {
  it('mixed with everything else: a valid stream that says the same', async () => {
    await forSeeds(60, async (seeded) => {
      const answer = randomAnswer(seeded);
      const use = seeded.pick(hookSets);
      const gateway = gatewayOver(saying(seeded, answer, style, true), ['chat'], { use });
      const { text, thrown } = await knock(gateway, {
        path: '/v1/responses',
        body: { ...request, stream: true },
      });
      expect(thrown).toBeUndefined();
      expect(faultsOfStream(text)).toEqual([]);
      expect(saidIn(finalOf(eventsOf(text)))).toEqual(meantBy(answer));
      await gateway.close();
    });
  });

  // G12
  it('in order: the same items as without "stream"', async () => {
    await forSeeds(60, async (seeded) => {
      const answer = randomAnswer(seeded);
      const use = seeded.pick(hookSets);
      const gateway = gatewayOver(saying(seeded, answer, style, false), ['chat'], { use });
      const ask = (members: object) =>
        knock(gateway, { path: '/v1/responses', body: { ...request, ...members } });
      const { text } = await ask({ stream: true });
      const streamed = finalOf(eventsOf(text));
      expect(faultsOfStream(text)).toEqual([]);
      const whole = JSON.parse((await ask({})).text) as ResponseResource;
      expect(faultsOfResponse(whole)).toEqual([]);
      expect(saidIn(whole)).toEqual(meantBy(answer));
      expect(itemsOf(streamed).map(withoutCallId)).toEqual(itemsOf(whole).map(withoutCallId));
      if (style === 'by index, by turns') expect(itemsOf(streamed)).toEqual(itemsOf(whole));
      await gateway.close();
    });
  });

  it('there and back, through a gateway behind a gateway: a chat client hears the same', async () => {
    await forSeeds(40, async (seeded) => {
      const answer = randomAnswer(seeded);
      const isMixed = seeded.chance(0.5);
      const behind = gatewayOver(saying(seeded, answer, style, isMixed), ['chat']);
      const front = gatewayOver(gatewayAsUpstream(behind, cutAnywhere(seeded)), ['responses'], {
        use: seeded.pick(hookSets),
      });
      for (const stream of [true, false]) {
        const { status, text } = await knock(front, {
          path: '/v1/chat/completions',
          body: chatRequest(stream),
        });
        expect(status).toBe(200);
        expect(heardIn(text, stream)).toEqual(heardFrom(answer));
      }
      await front.close();
      await behind.close();
    });
  });
});

function withoutCallId(item: unknown): object {
  const { call_id, ...rest } = item as Readonly<Record<string, unknown>>;
  return { ...rest, call_id: typeof call_id };
}

function chatRequest(stream: boolean): object {
  const tools = toolNames.map((name) => ({
    type: 'function',
    function: { name, parameters: { type: 'object' } },
  }));
  const messages = [{ role: 'user', content: 'x' }];
  return {
    model: 'm',
    messages,
    tools,
    ...(stream && { stream, stream_options: { include_usage: true } }),
  };
}

interface ChatPiece {
  readonly choices?: readonly {
    readonly delta?: ChatSaid;
    readonly message?: ChatSaid;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: object | null;
}

interface ChatSaid {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
}

/** What a chat client hears; read by hand, so that no reader of ours agrees with a writer of ours. */
function heardIn(text: string, isStream: boolean) {
  const frames = text.split('\n\n').filter((frame) => frame.startsWith('data: {'));
  const pieces = (isStream ? frames.map((frame) => frame.slice('data: '.length)) : [text]).map(
    (json) => JSON.parse(json) as ChatPiece,
  );
  if (isStream) expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  const choices = pieces.flatMap((piece) => piece.choices ?? []);
  const said = choices.flatMap(({ delta, message }) => delta ?? message ?? []);
  const join = (name: 'content' | 'refusal' | 'reasoning_content') =>
    said.map((each) => each[name] ?? '').join('');
  const calls: [string, string][] = [];
  for (const { tool_calls = [] } of said) {
    for (const [at, { index = at, function: called = {} }] of tool_calls.entries()) {
      const [name, input] = calls[index] ?? ['', ''];
      calls[index] = [name + (called.name ?? ''), input + (called.arguments ?? '')];
    }
  }
  return {
    // Between two items of reasoning there is a paragraph.
    reasoning: join('reasoning_content').replaceAll('\n\n', ''),
    content: join('content'),
    refusal: join('refusal'),
    calls: calls.sort(byText),
    finish: choices.map(({ finish_reason }) => finish_reason).filter(Boolean),
    usage: pieces.map(({ usage }) => usage).filter(Boolean),
  };
}

function heardFrom({ reasoning, content, refusal, calls, finish, usage }: RandomAnswer) {
  return {
    reasoning,
    content,
    refusal,
    calls: calls.map((call) => [call.name, call.arguments]).sort(byText),
    finish: [finish],
    usage: [usage],
  };
}
