import { describe, expect, it } from 'vitest';
import { checkItem } from './check-item.ts';

const check = (item: unknown) => checkItem(JSON.stringify(item), 'items[2]');
const said = (...content: unknown[]) => ({ role: 'user', content });
const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
const answer = { type: 'function_call_output', call_id: 'c', output: 'x' };
const free = { type: 'custom_tool_call', call_id: 'c', name: 'f', input: 'x' };

describe('an item that is malformed is refused by its exact place', () => {
  it.each<[unknown, string, string]>([
    ['text', '', 'invalid_type'],
    [null, '', 'invalid_type'],
    [[], '', 'invalid_type'],
    [{}, '.type', 'missing_required_parameter'],
    [{ id: 'msg_1' }, '.type', 'missing_required_parameter'],
    [{ type: null, content: 'a' }, '.type', 'missing_required_parameter'],
    [{ type: 5 }, '.type', 'invalid_type'],
    [{ type: '' }, '.type', 'invalid_value'],
    [{ type: 'a', id: 5 }, '.id', 'invalid_type'],
    [{ type: 'a', Type: 'b' }, '.Type', 'ambiguous_parameter'],
    [{ type: 'message', content: 'a' }, '.role', 'missing_required_parameter'],
    [{ role: 5, content: 'a' }, '.role', 'invalid_type'],
    [{ role: 'bogus', content: 'a' }, '.role', 'invalid_value'],
    [{ type: 'message', role: 'critic', content: [] }, '.role', 'invalid_value'],
    [{ role: 'user' }, '.content', 'missing_required_parameter'],
    [{ role: 'user', content: null }, '.content', 'invalid_type'],
    [{ role: 'user', content: { type: 'input_text' } }, '.content', 'invalid_type'],
    [said({ type: 'input_text', text: 'a' }, 'b'), '.content[1]', 'invalid_type'],
    [said({}), '.content[0].type', 'missing_required_parameter'],
    [said({ type: 7 }), '.content[0].type', 'invalid_type'],
    [said({ type: 'input_text' }), '.content[0].text', 'missing_required_parameter'],
    [said({ type: 'output_text', text: 7 }), '.content[0].text', 'invalid_type'],
    [said({ type: 'text' }), '.content[0].text', 'missing_required_parameter'],
    [said({ type: 'refusal' }), '.content[0].refusal', 'missing_required_parameter'],
    [said({ type: 'input_image' }), '.content[0].image_url', 'missing_required_parameter'],
    [said({ type: 'input_image', image_url: {} }), '.content[0].image_url', 'invalid_type'],
    [
      said({ type: 'input_file', filename: 'a' }),
      '.content[0].file_data',
      'missing_required_parameter',
    ],
    [said({ type: 'input_file', file_id: 7 }), '.content[0].file_id', 'invalid_type'],
    [said({ type: 'input_audio' }), '.content[0].input_audio', 'missing_required_parameter'],
    [
      said({ type: 'input_audio', input_audio: { data: '' } }),
      '.content[0].input_audio.format',
      'missing_required_parameter',
    ],
    [said({ type: 'input_video' }), '.content[0].video_url', 'missing_required_parameter'],
    [{ ...call, call_id: undefined }, '.call_id', 'missing_required_parameter'],
    [{ ...call, name: 5 }, '.name', 'invalid_type'],
    [{ ...call, arguments: {} }, '.arguments', 'invalid_type'],
    [{ ...free, input: undefined }, '.input', 'missing_required_parameter'],
    [{ ...answer, call_id: null }, '.call_id', 'missing_required_parameter'],
    [{ ...answer, output: undefined }, '.output', 'missing_required_parameter'],
    [
      { ...answer, output: [{ type: 'input_text' }] },
      '.output[0].text',
      'missing_required_parameter',
    ],
    [{ ...answer, type: 'custom_tool_call_output', output: 7 }, '.output', 'invalid_type'],
    [{ type: 'reasoning' }, '.summary', 'missing_required_parameter'],
    [{ type: 'reasoning', summary: 'a' }, '.summary', 'invalid_type'],
    [
      { type: 'reasoning', summary: [{ type: 'summary_text' }] },
      '.summary[0].text',
      'missing_required_parameter',
    ],
    [
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text' }] },
      '.content[0].text',
      'missing_required_parameter',
    ],
    [{ type: 'compaction' }, '.encrypted_content', 'missing_required_parameter'],
    [{ type: 'item_reference' }, '.id', 'missing_required_parameter'],
  ])('%j', (item, place, code) => {
    expect(() => check(item)).toThrow(expect.objectContaining({ param: `items[2]${place}`, code }));
  });

  it('with words that say what was expected, and what came', () => {
    expect(() => check({ ...call, name: 5 })).toThrow(
      "Invalid type for 'items[2].name': expected a string, but got an integer instead.",
    );
  });
});

describe('an item is taken', () => {
  it.each<[string, unknown]>([
    ['of a type that nobody knows', { type: 'from_tomorrow', role: 5, content: 7, call_id: 7 }],
    ['of a type that every object has', { type: 'constructor' }],
    ['of a hosted tool', { type: 'web_search_call', id: 'ws_1', action: { type: 'search' } }],
    ['without a type, where it has a role', { role: 'developer', content: '' }],
    [
      'of the model, as it was told',
      said({ type: 'output_text', text: '' }, { type: 'refusal', refusal: 'no' }),
    ],
    ['with parts that nobody knows', said({ type: 'input_hologram' }, { type: 'toString' })],
    [
      'with pictures, files and sound',
      said(
        { type: 'input_image', image_url: null, file_id: 'file_1' },
        { type: 'input_file', file_url: 'https://files.test/a.pdf' },
        { type: 'input_audio', input_audio: { data: '', format: 'wav' } },
      ),
    ],
    ['with nulls for what it need not have', { ...call, id: null, status: null, namespace: null }],
    [
      'that answers with parts',
      { ...answer, output: [{ type: 'input_image', image_url: 'data:,' }] },
    ],
    [
      'of opaque reasoning',
      { type: 'reasoning', summary: [], encrypted_content: 'x', content: null },
    ],
  ])('%s', (_, item) => {
    expect(() => check(item)).not.toThrow();
  });
});
