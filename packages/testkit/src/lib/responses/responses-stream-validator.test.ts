import { describe, expect, it } from 'vitest';
import { createResponsesStreamValidator, validateResponsesStream } from '../../responses.ts';
import { brokenStreams } from './__fixtures__/broken-streams.ts';
import { canonicalStreams, renumber } from './__fixtures__/canonical-streams.ts';
import { change, changeResponse, insert } from './__fixtures__/mutate.ts';
import { ruleNames } from './responses-stream-validator.ts';
import { objectOf, type WireObject } from './wire-object.ts';

const { text, parallelCalls } = canonicalStreams;
const added = 'response.output_item.added';
const done = 'response.output_item.done';

describe('a valid Responses stream', () => {
  it.each(Object.entries(canonicalStreams))('%s breaks no rule', (_name, stream) => {
    expect(stream.length).toBeGreaterThan(4);
    expect(validateResponsesStream(stream)).toEqual([]);
  });

  it('may hold events and items of other types, as long as they are numbered', () => {
    const item = { id: 'ws_1', type: 'web_search_call', status: 'in_progress' };
    const stream = insert(
      parallelCalls.map((e) =>
        Number(e.output_index) >= 0 ? { ...e, output_index: Number(e.output_index) + 1 } : e,
      ),
      'response.in_progress',
      { type: added, output_index: 0, item },
      { type: 'response.web_search_call.searching', item_id: 'ws_1', output_index: 0 },
      { type: 'acme:trace', note: 1 },
      { type: done, output_index: 0, item: { ...item, status: 'completed' } },
    );
    const output = [item, ...(objectOf(stream.at(-1)?.response).output as unknown[])];
    const whole = changeResponse(stream, 'response.completed', { output });
    expect(validateResponsesStream(whole)).toEqual([]);
    const unnumbered = change(whole, 'acme:trace', () => ({ sequence_number: undefined }));
    expect(validateResponsesStream(unnumbered).map(({ rule }) => rule)).toEqual([
      'INVALID_SEQUENCE_NUMBER',
    ]);
  });

  it('may let items take turns', () => {
    const [created, started, ...rest] = parallelCalls;
    const isOf = (id: string) => (e: WireObject) =>
      e.item_id === id || (e.type !== 'response.completed' && objectOf(e.item).id === id);
    const [first = [], second = []] = ['fc_1', 'fc_2'].map((id) => rest.filter(isOf(id)));
    const turns = first.flatMap((event, at) => [event, second[at] ?? {}]);
    const stream = [
      created ?? {},
      started ?? {},
      ...rest.filter(isOf('msg_1')),
      ...turns,
      rest.at(-1) ?? {},
    ];
    expect(stream).toHaveLength(parallelCalls.length);
    expect(validateResponsesStream(renumber(stream))).toEqual([]);
  });
});

describe('a broken Responses stream', () => {
  it('is known for every rule', () => {
    expect(new Set(brokenStreams.map(([rule]) => rule))).toEqual(new Set(ruleNames));
  });

  it.each(brokenStreams)('%s: %s', (rule, _how, mutate) => {
    const rules = validateResponsesStream(mutate()).map((violation) => violation.rule);
    expect([...new Set(rules)]).toEqual([rule]);
  });

  it.each([undefined, null, 7, 'x', [], {}, { type: 7 }])('is no stream of %j', (event) => {
    const [first] = validateResponsesStream([event]);
    expect(first).toMatchObject({ rule: 'MALFORMED_EVENT', at: 0 });
  });

  it('is told with its place and what stands there', () => {
    const at = text.findIndex((event) => event.type === 'response.output_text.done');
    const broken = change(text, 'response.output_text.done', () => ({ text: 'Hell' }));
    expect(validateResponsesStream(broken)).toEqual([
      {
        rule: 'TEXT_DONE_MISMATCH',
        message: 'text of response.output_text.done is "Hell", its deltas are "Hello"',
        at,
      },
    ]);
  });

  it('never crashes the validator, whatever stands in a member', () => {
    const garbage = [undefined, null, true, -1, 'x', [], {}, [null], [[]], [{}]];
    for (const stream of Object.values(canonicalStreams)) {
      for (const [at, event] of stream.entries()) {
        for (const name of Object.keys(event)) {
          for (const value of garbage) {
            const broken = stream.with(at, { ...event, [name]: value });
            expect(Array.isArray(validateResponsesStream(broken))).toBe(true);
          }
        }
      }
    }
  });
});

describe('the incremental validator', () => {
  it('tells each violation with the event that shows it, and what is missing at the end', () => {
    const validator = createResponsesStreamValidator();
    const told = text.slice(0, 5).map((event) => validator.push(event));
    expect(told).toEqual([[], [], [], [], []]);
    expect(validator.push(text[4]).map(({ rule, at }) => [rule, at])).toEqual([
      ['NON_MONOTONIC_SEQUENCE', 5],
    ]);
    expect(validator.end().map(({ rule, at }) => [rule, at])).toEqual([
      ['RESPONSE_NOT_TERMINATED', 6],
      ['ITEM_NOT_TERMINATED', 6],
      ['CONTENT_PART_NOT_TERMINATED', 6],
    ]);
  });
});
