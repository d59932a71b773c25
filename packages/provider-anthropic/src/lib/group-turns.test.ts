import { createToolNames, type MediaAt, mediaRefused } from '@gw/provider-utils';
import { describe, expect, it } from 'vitest';
import { groupTurns } from './group-turns.ts';
import { readItems } from './read-items.ts';
import { sealBlock } from './sealed-blocks.ts';

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};
function group(input: unknown[], takesSystemTurns = true) {
  const warnings = new Set<string>();
  const warn = (message: string) => void warnings.add(message);
  const entries = readItems(input, { names: createToolNames([]), mediaAt, warn });
  return { ...groupTurns(entries, { takesSystemTurns, warn }), warnings: [...warnings] };
}

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ type: 'message', role: 'assistant', content });
const developer = (content: string) => ({ role: 'developer', content });
const call = (call_id: string) => ({
  type: 'function_call',
  call_id,
  name: 'look',
  arguments: `{"at":"${call_id}"}`,
});
const output = (call_id: string, text = `seen ${call_id}`) => ({
  type: 'function_call_output',
  call_id,
  output: text,
});
const text = (value: string) => ({ type: 'text', text: value });
const use = (id: string) => ({ type: 'tool_use', id, name: 'look', input: { at: id } });
const result = (id: string) => ({
  type: 'tool_result',
  tool_use_id: id,
  content: [text(`seen ${id}`)],
});
const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
const reasoning = { type: 'reasoning', summary: [], encrypted_content: sealBlock(thinking) };

describe('turns', () => {
  it('alternate, whatever the items are', () => {
    const input = [
      user('a'),
      user('b'),
      reasoning,
      assistant('c'),
      call('1'),
      call('2'),
      output('2'),
      output('1'),
      assistant('d'),
      user('e'),
    ];
    expect(group(input)).toEqual({
      system: [],
      messages: [
        { role: 'user', content: [text('a'), text('b')] },
        { role: 'assistant', content: [thinking, text('c'), use('1'), use('2')] },
        { role: 'user', content: [result('2'), result('1')] },
        { role: 'assistant', content: [text('d')] },
        { role: 'user', content: [text('e')] },
      ],
      warnings: [],
    });
  });

  it('have the outputs of tools first, behind the turn that has their calls', () => {
    const input = [user('a'), call('1'), user('b'), output('1'), assistant('c'), user('d')];
    expect(group(input).messages).toEqual([
      { role: 'user', content: [text('a')] },
      { role: 'assistant', content: [use('1')] },
      { role: 'user', content: [result('1'), text('b')] },
      { role: 'assistant', content: [text('c')] },
      { role: 'user', content: [text('d')] },
    ]);
  });

  it('take an output that comes late back to its call', () => {
    const input = [call('1'), user('a'), assistant('b'), user('c'), output('1')];
    expect(group(input).messages.slice(0, 2)).toEqual([
      { role: 'assistant', content: [use('1')] },
      { role: 'user', content: [result('1'), text('a')] },
    ]);
  });

  it('give an output to the last call of its id', () => {
    const input = [call('1'), output('1', 'old'), call('1'), output('1', 'new')];
    expect(group(input).messages.map(({ content }) => content)).toEqual([
      [use('1')],
      [{ ...result('1'), content: [text('old')] }],
      [{ ...use('1'), id: '1_2' }],
      [{ ...result('1_2'), content: [text('new')] }],
    ]);
  });

  it('leave out what says nothing, so that its neighbours come together', () => {
    const foreign = { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' };
    expect(group([user('a'), foreign, assistant(''), user('b')])).toEqual({
      system: [],
      messages: [{ role: 'user', content: [text('a'), text('b')] }],
      warnings: ['Reasoning that the model could not read was left out.'],
    });
  });
});

describe('what the system says', () => {
  it('at the beginning stands apart', () => {
    expect(group([developer('a'), { role: 'system', content: 'b' }, user('c')])).toEqual({
      system: [text('a'), text('b')],
      messages: [{ role: 'user', content: [text('c')] }],
      warnings: [],
    });
  });

  it('in the middle stands behind what the user says beside it', () => {
    const input = [user('a'), assistant('b'), developer('c'), user('d'), developer('e')];
    expect(group(input)).toEqual({
      system: [],
      messages: [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [text('b')] },
        { role: 'user', content: [text('d')] },
        { role: 'system', content: [text('c'), text('e')] },
      ],
      warnings: [],
    });
  });

  it('moves to the beginning for models that take it nowhere else, with a warning', () => {
    const input = [developer('a'), user('b'), call('1'), output('1'), developer('c')];
    expect(group(input, false)).toEqual({
      system: [text('a'), text('c')],
      messages: [
        { role: 'user', content: [text('b')] },
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [result('1')] },
      ],
      warnings: [
        'What the system said in the middle of the conversation was moved to its beginning.',
      ],
    });
  });

  it.each([true, false])('is the user’s word where nobody else speaks', (takesSystemTurns) => {
    const input = [user('a'), assistant('b'), developer('c')];
    expect(group(input, takesSystemTurns).messages.at(-1)).toEqual({
      role: 'user',
      content: [text('c')],
    });
    expect(group([developer('a')], takesSystemTurns)).toEqual({
      system: [],
      messages: [{ role: 'user', content: [text('a')] }],
      warnings: [],
    });
    expect(group([], takesSystemTurns).messages).toEqual([]);
  });
});
