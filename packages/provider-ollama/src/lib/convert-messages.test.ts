import { type MediaAt, mediaRefused } from '@gw/provider-utils';
import type { ChatMessage } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { convertMessages } from './convert-messages.ts';

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};

function convert(...messages: object[]) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const converted = convertMessages(messages as ChatMessage[], { mediaAt, warn });
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

  it.each([
    ['{"a"', '{"a"'],
    ['[1]', [1]],
    ['"text"', 'text'],
    ['null', null],
    [5, 5],
  ])('show arguments that another model wrote as no object in one: %s', (text, shown) => {
    expect(
      convert({ role: 'assistant', tool_calls: [call('a', 'f', text as string)] }).converted[0]
        ?.tool_calls,
    ).toEqual([{ id: 'a', function: { name: 'f', arguments: { arguments: shown } } }]);
  });

  it('bring thoughts back in either spelling, but none of another vendor', () => {
    const details = [{ type: 'reasoning.encrypted', data: 'x' }];
    const lost = (param: string) =>
      `"${param}.reasoning_details" are another vendor's; what was thought there was left out.`;
    expect(
      convert(
        { role: 'assistant', content: 'a', reasoning_content: 'Hm.', reasoning: 'Hm.' },
        { role: 'assistant', content: 'a', reasoning: 'Hm.', reasoning_details: null },
        { role: 'assistant', content: 'b', reasoning: 'So.', reasoning_details: details },
        { role: 'assistant', content: 'c', reasoning_details: details },
      ),
    ).toEqual({
      converted: [
        { role: 'assistant', content: 'a', thinking: 'Hm.' },
        { role: 'assistant', content: 'a', thinking: 'Hm.' },
        { role: 'assistant', content: 'b' },
        { role: 'assistant', content: 'c' },
      ],
      warnings: [lost('messages[2]'), lost('messages[3]')],
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

  it('content that is none', () => {
    expect(refusalOf({ role: 'user', content: 7 })).toMatchObject({
      code: 'invalid_type',
      param: 'messages[0].content',
    });
  });

  it('a picture by a URL, saying what works', () => {
    const param = 'messages[0].content[1].image_url.url';
    const picture = (url: unknown) => refusalOf(user({ type: 'image_url', image_url: { url } }));
    const { code, message } = mediaRefused(param);
    expect(picture('https://example.com/cat.png')).toEqual({ code, param, message });
    expect(picture('/etc/passwd')).toEqual({
      code: 'unsupported_parameter',
      param,
      message: `"${param}" cannot be sent to this model: Ollama takes pictures as data URLs: "data:image/png;base64,…".`,
    });
    expect(picture(undefined)).toMatchObject({ code: 'missing_required_parameter', param });
  });

  it('a call without a name', () => {
    expect(refusalOf(calls(call('a', '', '{}')))).toMatchObject({
      code: 'invalid_value',
      param: 'messages[0].tool_calls[0].function.name',
    });
  });
});
