import type { ChatChunk } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { deltaChunk, finishChunk } from '../../../__fixtures__/chat-wire.ts';
import type { RawReasoning } from '../../conversion.ts';
import { wrapOpaque } from '../../opaque.ts';
import { checkEvents } from './__fixtures__/stream-checker.ts';
import { calls, createTestContext, says, toEvents } from './__fixtures__/stream-context.ts';

/** Items in short: type, texts, and what their opaque content holds. */
function itemsOf(chunks: readonly ChatChunk[], raw: RawReasoning = 'summary') {
  const { violations, items } = checkEvents(toEvents(chunks, {}, createTestContext(raw)));
  expect(violations).toEqual([]);
  return items.map(({ type, texts, opaque }) =>
    opaque === undefined ? [type, texts] : [type, texts, opaque],
  );
}

describe('reasoning', () => {
  test('is an item before its answer, told as a summary', () => {
    const chunks = says(
      { reasoning_content: 'Th' },
      { reasoning_content: 'ink' },
      { content: 'a' },
    );
    const place = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
    const item = { type: 'reasoning', id: 'rs_1' };
    const encrypted_content = wrapOpaque('test', { field: 'reasoning_content' });
    const events = toEvents(chunks).slice(1, 6);
    expect(events.map((event) => ({ ...event, sequence_number: undefined }))).toEqual([
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, summary: [], status: 'in_progress' },
      },
      {
        type: 'response.reasoning_summary_part.added',
        ...place,
        part: { type: 'summary_text', text: '' },
      },
      { type: 'response.reasoning_summary_text.delta', ...place, delta: 'Th' },
      { type: 'response.reasoning_summary_text.delta', ...place, delta: 'ink' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { ...item, status: 'completed', encrypted_content },
      },
    ]);
  });

  test('is content in the names of either dialect where that is asked', () => {
    const chunks = says({ reasoning: 'Think' }, { content: 'a' });
    for (const [raw, type] of [
      ['openai', 'response.reasoning_text.delta'],
      ['openresponses', 'response.reasoning.delta'],
    ] as const) {
      const place = { item_id: 'rs_1', output_index: 0, content_index: 0, sequence_number: 0 };
      expect(toEvents(chunks, {}, createTestContext(raw)).slice(2, 4)).toEqual([
        {
          type: 'response.content_part.added',
          ...place,
          part: { type: 'reasoning_text', text: '' },
        },
        { type, ...place, delta: 'Think' },
      ]);
      expect(itemsOf(chunks, raw)).toEqual([
        ['reasoning', { 'reasoning_text 0': 'Think' }, { field: 'reasoning' }],
        ['message', { 'output_text 0': 'a' }],
      ]);
    }
  });

  test('never gets into the text, also when one delta has both', () => {
    expect(itemsOf(says({ content: 'a', reasoning_content: 'T' }, { content: 'b' }))).toEqual([
      ['reasoning', { 'summary 0': 'T' }, { field: 'reasoning_content' }],
      ['message', { 'output_text 0': 'ab' }],
    ]);
  });

  test('behind the answer begins an item of its own', () => {
    expect(itemsOf(says({ reasoning: '1' }, { content: 'a' }, { reasoning: '2' }))).toEqual([
      ['reasoning', { 'summary 0': '1' }, { field: 'reasoning' }],
      ['message', { 'output_text 0': 'a' }],
      ['reasoning', { 'summary 0': '2' }, { field: 'reasoning' }],
    ]);
  });

  test('keeps nothing of the thought before it', () => {
    const detail = { type: 'reasoning.text', index: 0, text: '1', signature: 's' };
    const chunks = says(
      { reasoning_details: [detail] },
      { content: 'a' },
      { reasoning: '2' },
      { content: 'b' },
      { reasoning_details: [{ ...detail, text: '3' }] },
    );
    expect(itemsOf(chunks).map(([, , opaque]) => opaque)).toEqual([
      { reasoning_details: [detail] },
      undefined,
      { field: 'reasoning' },
      undefined,
      { reasoning_details: [{ ...detail, text: '3' }] },
    ]);
  });

  test('ends where a call begins', () => {
    const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } };
    const chunks = [deltaChunk({ reasoning: '1' }), ...calls([call])];
    expect(itemsOf(chunks)).toEqual([
      ['reasoning', { 'summary 0': '1' }, { field: 'reasoning' }],
      ['function_call', {}],
    ]);
  });

  test('that was cut off is incomplete', () => {
    const chunks = [deltaChunk({ reasoning: '1' }), finishChunk(0, 'length')];
    expect(checkEvents(toEvents(chunks)).items.map(({ status }) => status)).toEqual(['incomplete']);
  });

  test('that a delta has in several members is told once', () => {
    const detail = { type: 'reasoning.text', index: 0, text: 'Think ' };
    const more = { ...detail, text: 'hard' };
    const chunks = says(
      { reasoning: 'Think ', reasoning_content: 'Think ', reasoning_details: [detail] },
      { reasoning: 'hard', reasoning_details: [more] },
    );
    expect(itemsOf(chunks)).toEqual([
      [
        'reasoning',
        { 'summary 0': 'Think hard' },
        { reasoning_details: [{ ...detail, text: 'Think hard' }] },
      ],
    ]);
    expect(itemsOf(says({ reasoning: 'a', reasoning_content: 'a' }))).toEqual([
      ['reasoning', { 'summary 0': 'a' }, { field: 'reasoning_content' }],
    ]);
  });
});

describe('reasoning in pieces', () => {
  test('keeps its signature, and is put together by index', () => {
    const format = 'anthropic-claude-v1';
    const piece = (members: object) => ({
      reasoning_details: [{ type: 'reasoning.text', format, ...members }],
    });
    const chunks = says(
      piece({ index: 0, text: '' }),
      piece({ index: 0, text: 'On' }),
      piece({ index: 0, text: 'e' }),
      piece({ index: 0, signature: 'sig' }),
      piece({ index: 1, text: 'Two', signature: null }),
      { content: 'a' },
    );
    const details = [
      { type: 'reasoning.text', format, index: 0, text: 'One', signature: 'sig' },
      { type: 'reasoning.text', format, index: 1, text: 'Two', signature: null },
    ];
    expect(itemsOf(chunks)).toEqual([
      ['reasoning', { 'summary 0': 'One', 'summary 1': 'Two' }, { reasoning_details: details }],
      ['message', { 'output_text 0': 'a' }],
    ]);
    expect(itemsOf(chunks, 'openai')[0]?.[1]).toEqual({
      'reasoning_text 0': 'One',
      'reasoning_text 1': 'Two',
    });
  });

  test('goes on without index and id until it is signed', () => {
    const text = (members: object) => ({ type: 'reasoning.text', ...members });
    const chunks = says(
      { reasoning_details: [text({ text: 'O' }), text({ text: 'ne' })] },
      { reasoning_details: [text({ text: '', signature: 's1' })] },
      { reasoning_details: [text({ text: 'Two' })] },
    );
    expect(itemsOf(chunks)).toEqual([
      [
        'reasoning',
        { 'summary 0': 'One', 'summary 1': 'Two' },
        { reasoning_details: [text({ text: 'One', signature: 's1' }), text({ text: 'Two' })] },
      ],
    ]);
  });

  test('is a summary where the upstream calls it one, in any dialect', () => {
    const summary = { type: 'reasoning.summary', summary: 'Short', id: 'rs_up', index: 0 };
    const opaque = { type: 'reasoning.encrypted', data: 'eA==', id: 'rs_up', index: 0 };
    const chunks = says(
      { reasoning: 'Short', reasoning_details: [summary] },
      {
        reasoning_details: [opaque],
      },
    );
    expect(itemsOf(chunks, 'openresponses')).toEqual([
      ['reasoning', { 'summary 0': 'Short' }, { reasoning_details: [summary, opaque] }],
    ]);
  });

  test('that is opaque is kept piece by piece, without a text', () => {
    const details = [
      { type: 'reasoning.encrypted', data: 'eA==', index: 0 },
      { type: 'reasoning.encrypted', data: 'eQ==', index: 0 },
      { type: 'vendor.special', blob: { a: 1 } },
    ];
    const chunks = says({ reasoning_details: details }, { content: 'a' });
    expect(itemsOf(chunks)).toEqual([
      ['reasoning', {}, { reasoning_details: details }],
      ['message', { 'output_text 0': 'a' }],
    ]);
  });

  test('that is opaque does not take the place of the text beside it', () => {
    const opaque = { type: 'reasoning.encrypted', data: 'eA==' };
    const chunks = says({ reasoning: 'Think' }, { reasoning_details: [opaque] });
    expect(itemsOf(chunks)).toEqual([
      ['reasoning', { 'summary 0': 'Think' }, { field: 'reasoning', reasoning_details: [opaque] }],
    ]);
  });

  test('that says nothing is no reasoning', () => {
    const details = [
      { type: 'reasoning.text', text: '', index: 0, format: 'x' },
      { type: 'reasoning.encrypted', data: null },
      { type: 'reasoning.summary', summary: '' },
    ];
    expect(itemsOf(says({ reasoning_details: details }, { content: 'a' }))).toEqual([
      ['message', { 'output_text 0': 'a' }],
    ]);
  });

  test('leaves the deltas as they are', () => {
    const chunks = says(
      { reasoning_details: [{ type: 'reasoning.text', text: 'a' }] },
      { reasoning_details: [{ type: 'reasoning.text', text: 'b', signature: 's' }] },
    );
    const before = structuredClone(chunks);
    toEvents(chunks);
    expect(chunks).toEqual(before);
  });
});
