import { describe, expect, test } from 'vitest';
import { type Judge, type Members, tokenOf } from './judge.ts';
import { judgeAnthropic } from './judge-anthropic.ts';
import { judgeChatWith } from './judge-chat.ts';
import { foreignSignature, judgeGemini } from './judge-gemini.ts';
import { judgeOllama } from './judge-ollama.ts';
import { judgeResponses, thoughtOf } from './judge-responses.ts';

/** A server's judge, the conversations that it takes as they are told in full, and those it refuses. */
interface Court {
  readonly judge: Judge;
  readonly issued?: readonly string[];
  /** The rest of the request. */
  readonly body: Members;
  /** Which member holds the conversation. */
  readonly member: string;
  readonly good: Readonly<Record<string, readonly object[]>>;
  /** With what the fault says. */
  readonly bad: Readonly<Record<string, readonly [fault: string, told: readonly object[]]>>;
}

function courtroom(name: string, { judge, issued = [], body, member, good, bad }: Court): void {
  const faultsIn = (told: readonly object[], more: object = {}) =>
    judge({ ...body, ...more, [member]: told }, new Set(issued));
  const [first = []] = Object.values(good);

  describe(name, () => {
    test.each(Object.entries(good))('takes %s', (_, told) => {
      expect(faultsIn(told)).toEqual([]);
    });

    test.each(Object.entries(bad))('refuses %s', (_, [fault, told]) => {
      expect(faultsIn(told)).toContainEqual(expect.stringContaining(fault));
    });

    test('refuses what it does not know', () => {
      expect(faultsIn(first, { foo: 1 })).toEqual(['request.foo: is not known']);
      const odd = first.map((one) => ({ ...one, foo: 1 }));
      expect(faultsIn(odd)).toContainEqual(expect.stringContaining('.foo: is not known'));
    });
  });
}

const says = (role: string, ...content: object[]) => ({ role, content });
const text = (said: string) => ({ type: 'text', text: said });
const hi = says('user', text('hi'));
const use = (id: string, name = 'f') => ({ type: 'tool_use', id, name, input: {} });
const result = (tool_use_id: string) => ({
  type: 'tool_result',
  tool_use_id,
  content: [text('x')],
});
const thinking = { type: 'thinking', thinking: 'hm', signature: 's' };

courtroom('Anthropic', {
  judge: judgeAnthropic,
  issued: [tokenOf(thinking, use('a'))],
  body: { model: 'm', max_tokens: 2048, thinking: { type: 'enabled', budget_tokens: 1024 } },
  member: 'messages',
  good: {
    'a turn with its thought': [
      hi,
      says('assistant', thinking, use('a'), use('b')),
      says('user', result('b'), result('a'), text('and?')),
    ],
    'a question': [hi],
  },
  bad: {
    'an assistant that begins': ['must be user', [says('assistant', text('x'))]],
    'a call without a result': ['no tool_result', [hi, says('assistant', use('a')), hi]],
    'a call at the end': ['not answered', [hi, says('assistant', use('a'))]],
    'a result without a call': ['no tool_use', [says('user', result('a'))]],
    'two results': [
      'two tool_results',
      [hi, says('assistant', use('a')), says('user', result('a'), result('a'))],
    ],
    'a text in front of a result': [
      'must come first',
      [hi, says('assistant', use('a')), says('user', text('x'), result('a'))],
    ],
    'an id twice': [
      'unique',
      [hi, says('assistant', use('a'), use('a')), says('user', result('a'))],
    ],
    'an id with a colon': [
      '.id: f:0',
      [hi, says('assistant', use('f:0')), says('user', result('f:0'))],
    ],
    'a name with a dot': [
      '.name: a.b',
      [hi, says('assistant', use('a', 'a.b')), says('user', result('a'))],
    ],
    'a foreign thought': [
      'not given out',
      [hi, says('assistant', { ...thinking, signature: 'x' }, text('yes')), hi],
    ],
    'a thought behind its call': [
      'not given out',
      [hi, says('assistant', use('a'), thinking), says('user', result('a'))],
    ],
    'a turn that begins without a thought': [
      'must begin with',
      [hi, says('assistant', use('a')), says('user', result('a'))],
    ],
    'a text of blanks': ['must not be empty', [says('user', text(' \n'))]],
    'a data URL for base64': [
      'no base64',
      [
        says('user', {
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: 'data:,x' },
        }),
      ],
    ],
  },
});

const parts = (role: string, ...list: object[]) => ({ role, parts: list });
const asks = parts('user', { text: 'hi' });
const fc = (name: string, more: object = {}) => ({ functionCall: { name, args: {} }, ...more });
const fr = (name: string) => ({ functionResponse: { name, response: { output: 'x' } } });
const signed = fc('f', { thoughtSignature: 's' });

courtroom('Gemini', {
  judge: judgeGemini,
  issued: [tokenOf(signed)],
  body: {},
  member: 'contents',
  good: {
    'its own call': [asks, parts('model', signed, fc('g')), parts('user', fr('f'), fr('g'))],
    'a call of somebody else': [
      asks,
      parts('model', fc('f', { thoughtSignature: foreignSignature })),
      parts('user', fr('f')),
    ],
    'calls of an earlier turn without a signature': [
      asks,
      parts('model', fc('f')),
      parts('user', fr('f')),
      parts('model', { text: 'yes' }),
      asks,
    ],
  },
  bad: {
    'a call that nobody signed': [
      'missing thought_signature',
      [asks, parts('model', fc('f')), parts('user', fr('f'))],
    ],
    'a signature of somebody else': [
      'not given out',
      [asks, parts('model', fc('f', { thoughtSignature: 'x' })), parts('user', fr('f'))],
    ],
    'a signature on another call': [
      'not given out',
      [asks, parts('model', fc('g', { thoughtSignature: 's' })), parts('user', fr('g'))],
    ],
    'too few results': [
      'as many results',
      [asks, parts('model', signed, fc('g')), parts('user', fr('f'))],
    ],
    'results in another order': [
      'was not called',
      [asks, parts('model', signed, fc('g')), parts('user', fr('g'), fr('f'))],
    ],
    'a model that begins': ['must be user', [parts('model', { text: 'x' }), asks]],
    'a model at the end': ['must end', [asks, parts('model', { text: 'x' })]],
    'a part that says nothing': ['must say one thing', [parts('user', { thought: true })]],
    'calls behind the model': [
      'must follow',
      [asks, parts('model', { text: 'x' }), parts('model', signed), parts('user', fr('f'))],
    ],
  },
});

const asked = { role: 'user', content: 'hi' };
const calls = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
});
const tool = (tool_call_id: string) => ({ role: 'tool', tool_call_id, content: 'x' });

courtroom('a chat server', {
  judge: judgeChatWith(),
  body: { model: 'm' },
  member: 'messages',
  good: { 'calls with their answers': [asked, calls('a', 'b'), tool('b'), tool('a'), asked] },
  bad: {
    'a call that is not answered': ['is not answered', [asked, calls('a')]],
    'a user in between': ['answered first', [asked, calls('a'), asked, tool('a')]],
    'an answer to nothing': ['answers no call', [asked, tool('a')]],
    'a long id': ['too long', [asked, calls('x'.repeat(41)), tool('x'.repeat(41))]],
    'a thought': ['reasoning_content', [{ ...calls('a'), reasoning_content: 'hm' }, tool('a')]],
    'a picture from a tool': [
      'no image_url of tool',
      [calls('a'), { ...tool('a'), content: [{ type: 'image_url', image_url: { url: 'x' } }] }],
    ],
    'nothing said': ['must be said', [{ role: 'assistant', content: null }]],
  },
});

const called = (...names: string[]) => ({
  role: 'assistant',
  content: '',
  tool_calls: names.map((name) => ({ function: { name, arguments: {} } })),
});
const gave = (tool_name: string) => ({ role: 'tool', tool_name, content: 'x' });

courtroom('Ollama', {
  judge: judgeOllama,
  body: { model: 'm', stream: false },
  member: 'messages',
  good: {
    'calls with their results': [
      asked,
      { ...called('f', 'g'), thinking: 'hm' },
      gave('f'),
      { ...gave('g'), images: ['AAAA'] },
    ],
  },
  bad: {
    'a result of another function': ['tool_name', [called('f'), gave('g')]],
    'a call without its result': ['has no result', [called('f'), asked]],
    'arguments as text': [
      'must be an object',
      [{ ...called(), tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }, gave('f')],
    ],
    'a data URL': ['must be base64', [{ ...asked, images: ['data:image/png;base64,AAAA'] }]],
    'content in parts': ['must be a text', [says('user', text('x'))]],
  },
});

const item = { type: 'message', role: 'user', content: 'hi' };
const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'g' };
const functionCall = { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'a', output: 'x' };

courtroom('a server of the Responses API', {
  judge: judgeResponses,
  issued: [thoughtOf(reasoning, functionCall)],
  body: { model: 'm', store: false },
  member: 'input',
  good: { 'a call with its thought': [item, reasoning, functionCall, output] },
  bad: {
    'a foreign thought': ['not given out', [{ ...reasoning, encrypted_content: 'x' }, item]],
    'a thought without its item': ['not given out', [item, reasoning]],
    'a thought that is only an id': ['is not found', [{ ...reasoning, encrypted_content: '' }]],
    'a call without an output': ['No tool output found', [item, functionCall]],
    'an output without a call': ['No tool call found', [item, output]],
    'an id of another kind': ['must begin with fc_', [{ ...functionCall, id: 'call_1' }, output]],
    'an id twice': [
      'two items',
      [
        { ...item, id: 'msg_1' },
        { ...item, id: 'msg_1' },
      ],
    ],
    'a null': ['holds a null', [{ ...item, phase: null }]],
    'a long call_id': [
      'call_id',
      [
        { ...functionCall, call_id: 'x'.repeat(65) },
        { ...output, call_id: 'x'.repeat(65) },
      ],
    ],
    'an input part of the assistant': [
      'holds a input_text',
      [{ ...item, role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }],
    ],
  },
});
