import type { ChatMessage } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { convertMessages } from './convert-messages.ts';

function convert(...messages: object[]) {
  const warnings: string[] = [];
  const converted = convertMessages(messages as ChatMessage[], (one) => warnings.push(one));
  return { converted, warnings };
}

function refusalOf(...messages: object[]) {
  try {
    convert(...messages);
    return undefined;
  } catch (error) {
    const { code, param, message } = error as { code: string; param: string; message: string };
    return { code, param, message };
  }
}

const call = (id: string, name: string, text: string) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

describe('messages', () => {
  it('keep their order; who instructs is the system', () => {
    expect(
      convert(
        { role: 'system', content: 'Be short.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ),
    ).toEqual({
      converted: [
        { role: 'system', content: 'Be short.' },
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
      warnings: [],
    });
  });

  it('say their texts line by line and show pictures as plain base64', () => {
    const content = [
      { type: 'text', text: 'What is' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO', detail: 'low' } },
      { type: 'text', text: 'this?' },
      { type: 'image_url', image_url: { url: 'data:;base64,/9j/' } },
    ];
    expect(convert({ role: 'user', content }).converted).toEqual([
      { role: 'user', content: 'What is\nthis?', images: ['iVBO', '/9j/'] },
    ]);
  });

  it('have calls with their arguments as objects, and results with the name of their function', () => {
    expect(
      convert(
        {
          role: 'assistant',
          content: null,
          tool_calls: [call('a', 'weather', '{"city":"Köln"}'), call('b', 'time', '')],
        },
        { role: 'tool', tool_call_id: 'b', content: 'noon' },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'rain' }] },
        { role: 'tool', tool_call_id: 'unknown', content: 'what?' },
      ).converted,
    ).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          { id: 'a', function: { name: 'weather', arguments: { city: 'Köln' } } },
          { id: 'b', function: { name: 'time', arguments: {} } },
        ],
      },
      { role: 'tool', content: 'noon', tool_name: 'time', tool_call_id: 'b' },
      { role: 'tool', content: 'rain', tool_name: 'weather', tool_call_id: 'a' },
      { role: 'tool', content: 'what?', tool_call_id: 'unknown' },
    ]);
  });

  it('name a result after the last call of its id before it', () => {
    const calls = (name: string) => ({ role: 'assistant', tool_calls: [call('x', name, '{}')] });
    const result = { role: 'tool', tool_call_id: 'x', content: '' };
    const { converted } = convert(calls('one'), result, calls('two'), result);
    expect(converted.map(({ tool_name }) => tool_name)).toEqual([
      undefined,
      'one',
      undefined,
      'two',
    ]);
  });

  it('carry on what other models said: custom calls, functions from before tools, refusals', () => {
    expect(
      convert(
        {
          role: 'assistant',
          tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'ls -l' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'nothing' },
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } },
        { role: 'function', name: 'f', content: '2' },
        { role: 'assistant', content: null, refusal: 'I cannot.' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      ).converted,
    ).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c', function: { name: 'run', arguments: { input: 'ls -l' } } }],
      },
      { role: 'tool', content: 'nothing', tool_name: 'run', tool_call_id: 'c' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }],
      },
      { role: 'tool', content: '2', tool_name: 'f' },
      { role: 'assistant', content: 'I cannot.' },
      { role: 'assistant', content: 'No.' },
    ]);
  });

  it('bring thoughts back in either spelling, and warn of what only another vendor can read', () => {
    const details = [{ type: 'reasoning.encrypted', data: 'x' }];
    expect(
      convert(
        { role: 'assistant', content: 'a', reasoning_content: 'Hm.', reasoning: 'Hm.' },
        { role: 'assistant', content: 'b', reasoning: 'So.', reasoning_details: details },
        { role: 'assistant', content: 'c', reasoning_details: details },
      ),
    ).toEqual({
      converted: [
        { role: 'assistant', content: 'a', thinking: 'Hm.' },
        { role: 'assistant', content: 'b', thinking: 'So.' },
        { role: 'assistant', content: 'c' },
      ],
      warnings: ['Ollama does not know "messages[2].reasoning_details"; they were left out.'],
    });
  });

  it('lose the name of who speaks, with a warning', () => {
    expect(convert({ role: 'user', name: 'ann', content: 'Hi' })).toEqual({
      converted: [{ role: 'user', content: 'Hi' }],
      warnings: ['Ollama does not know "messages[0].name"; it was left out.'],
    });
  });

  it.each([[null], [undefined], ['']])('say nothing for the content %j', (content) => {
    expect(convert({ role: 'assistant', content, tool_calls: null }).converted).toEqual([
      { role: 'assistant', content: '' },
    ]);
  });
});

describe('what Ollama cannot carry is refused by its place', () => {
  const user = (part: unknown) => ({ role: 'user', content: [{ type: 'text', text: 'a' }, part] });
  const calls = (...list: unknown[]) => ({ role: 'assistant', tool_calls: list });

  it.each([
    ['messages[0].role', { role: 'critic', content: 'no' }],
    ['messages[0].content', { role: 'user', content: 7 }],
    ['messages[0].content[1].type', user({ type: 'input_audio', input_audio: {} })],
    ['messages[0].content[1].type', user({ type: 'file', file: {} })],
    ['messages[0].content[1].type', user('text')],
    ['messages[0].content[1].type', user({ type: 'text' })],
    ['messages[0].audio', { role: 'assistant', audio: { id: 'audio_1' } }],
    ['messages[0].tool_calls[1].type', calls(call('a', 'f', '{}'), { type: 'web_search' })],
    ['messages[0].tool_calls[0].type', calls(null)],
  ])('%s', (param, message) => {
    expect(refusalOf(message)).toMatchObject({ code: 'unsupported_parameter', param });
  });

  it.each([['https://example.com/cat.png'], ['data:image/svg+xml,<svg/>'], [undefined]])(
    'a picture at %s, saying what works',
    (url) => {
      expect(refusalOf(user({ type: 'image_url', image_url: { url } }))).toEqual({
        code: 'unsupported_parameter',
        param: 'messages[0].content[1].image_url.url',
        message: 'Ollama does not fetch images; send them as data URLs: "data:image/png;base64,…".',
      });
    },
  );

  it.each([['{"a"'], ['[1]'], ['"text"'], ['null'], [5]])('arguments that are %s', (text) => {
    expect(refusalOf({ role: 'user', content: '' }, calls(call('a', 'f', text as string)))).toEqual(
      {
        code: 'invalid_value',
        param: 'messages[1].tool_calls[0].function.arguments',
        message: 'Ollama takes the arguments of a call as a JSON object; this text is none.',
      },
    );
  });

  it('a call without a name', () => {
    expect(refusalOf(calls(call('a', '', '{}')))).toMatchObject({
      code: 'invalid_value',
      param: 'messages[0].tool_calls[0].function.name',
    });
  });
});
