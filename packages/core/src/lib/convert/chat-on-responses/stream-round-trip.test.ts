import type { ChatChunk, ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { forSeeds } from '../../../__fixtures__/seeded.ts';
import type { RawReasoning } from '../../conversion.ts';
import { collectChat } from '../../operations/chat-collect.ts';
import { createStamp } from '../../responses/stamp.ts';
import { createTestContext, toEvents } from '../responses-on-chat/__fixtures__/stream-context.ts';
import {
  type CallStyle,
  randomAnswer,
  tellAnswer,
} from '../responses-on-chat/__fixtures__/stream-telling.ts';
import { openResponsesToChat } from './stream.ts';

type Step = (events: readonly ResponsesStreamEvent[]) => readonly ResponsesStreamEvent[];

/** As a client gets them: with all that is derived. */
const stamped: Step = (events) => {
  const { createId } = createTestContext();
  const stamp = createStamp({ request: {}, createId, nowSeconds: () => 1700000000 });
  return events.flatMap((event) => stamp.take(event));
};

/** What an upstream would send that knows no deltas. */
const withoutDeltas: Step = (events) =>
  stamped(events).filter(({ type }) => !type.endsWith('delta'));

/** Only finished items. */
const itemsOnly: Step = (events) =>
  stamped(events).filter(({ type }) => /(created|item\.done|completed|incomplete)$/.test(type));

/** Only the response in the end. */
const endOnly: Step = (events) => stamped(events).slice(-1);

const steps = {
  stamped,
  withoutDeltas,
  itemsOnly,
  endOnly,
  'as converted': (events) => events,
} satisfies Record<string, Step>;

function backToChat(events: readonly ResponsesStreamEvent[]): ChatChunk[] {
  const stream = openResponsesToChat({ model: 'm', messages: [] }, createTestContext());
  return [...events.flatMap((event) => stream.push(event)), ...stream.end()];
}

function collect(chunks: readonly ChatChunk[]) {
  const collector = collectChat();
  for (const chunk of chunks) collector.push(chunk);
  const completion = collector.end();
  return { choice: completion?.choices[0], usage: completion?.usage };
}

const tools: ResponsesRequest['tools'] = [{ type: 'custom', name: 'run' }];

describe.each(Object.keys(steps) as (keyof typeof steps)[])(
  'chat as responses and back (%s)',
  (name) => {
    test('says the same', async () => {
      await forSeeds(200, (seeded) => {
        const style = seeded.pick<CallStyle>(['by index', 'by id', 'one by one', 'whole']);
        const answer = randomAnswer(seeded, style);
        const { usage: cost, ...said } = answer;
        const raw = seeded.pick<RawReasoning>(['summary', 'openai', 'openresponses']);
        const there = toEvents(
          tellAnswer(seeded, answer, style),
          { tools },
          createTestContext(raw),
        );
        const { choice, usage } = collect(backToChat(steps[name](there)));
        const message = choice?.message;
        const calls = message?.tool_calls ?? [];
        expect({
          content: message?.content ?? '',
          refusal: message?.refusal ?? '',
          // Reasoning in several items is one text in chat, item by item a paragraph.
          reasoning: (message?.reasoning_content ?? '').replaceAll('\n\n', ''),
          calls: new Set(
            calls.map((call) =>
              call.type === 'custom'
                ? { type: call.type, id: call.id, name: call.custom.name, text: call.custom.input }
                : {
                    type: call.type,
                    id: call.id,
                    name: call.function.name,
                    text: call.function.arguments,
                  },
            ),
          ),
          finish: choice?.finish_reason,
        }).toEqual({ ...said, calls: new Set(said.calls) });
        // A response without usage has an estimate by the time that a client gets it.
        if (cost) expect(usage).toEqual(cost);
      });
    });
  },
);
