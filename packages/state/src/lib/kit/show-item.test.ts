import { describe, expect, it } from 'vitest';
import { includables } from './include.ts';
import { showItem } from './show-item.ts';

/** By what must be asked for: the item with it, and without. */
const cases = {
  'file_search_call.results': [
    '{"type":"file_search_call","results":[{"score":0.50}],"queries":["q"]}',
    '{"type":"file_search_call","queries":["q"]}',
  ],
  'web_search_call.results': [
    '{"type":"web_search_call","results":[],"n":12345678901234567890}',
    '{"type":"web_search_call","n":12345678901234567890}',
  ],
  'web_search_call.action.sources': [
    '{"type":"web_search_call","action":{"type":"search","sources":[{}],"query":"q"}}',
    '{"type":"web_search_call","action":{"type":"search","query":"q"}}',
  ],
  'message.input_image.image_url': [
    '{"type":"message","content":[{"type":"input_text","text":"a","image_url":1},{"type":"input_image","image_url":"u","detail":"low"}]}',
    '{"type":"message","content":[{"type":"input_text","text":"a","image_url":1},{"type":"input_image","detail":"low"}]}',
  ],
  'computer_call_output.output.image_url': [
    '{"type":"computer_call_output","output":{"type":"computer_screenshot","image_url":"u"}}',
    '{"type":"computer_call_output","output":{"type":"computer_screenshot"}}',
  ],
  'code_interpreter_call.outputs': [
    '{"type":"code_interpreter_call","outputs":[{"type":"logs","logs":"x"}],"code":"1"}',
    '{"type":"code_interpreter_call","outputs":null,"code":"1"}',
  ],
  'reasoning.encrypted_content': [
    '{"type":"reasoning","summary":[],"encrypted_content":"x"}',
    '{"type":"reasoning","summary":[]}',
  ],
  'message.output_text.logprobs': [
    '{"type":"message","content":[{"type":"output_text","text":"a","logprobs":[{"logprob":-1.0}]}]}',
    '{"type":"message","content":[{"type":"output_text","text":"a","logprobs":[]}]}',
  ],
} as const;

describe.each(Object.entries(cases))('%s', (name, [whole, shown]) => {
  it('is shown where it is asked for', () => {
    expect(showItem(whole, [name])).toBe(whole);
    expect(showItem(whole, includables)).toBe(whole);
  });

  it('is not where it is not', () => {
    expect(showItem(whole, [])).toBe(shown);
    expect(
      showItem(
        whole,
        includables.filter((other) => other !== name),
      ),
    ).toBe(shown);
  });

  it('leaves an item without it as it is written', () => {
    const spaced = ` ${shown.replaceAll(',', ' , ')}`;
    expect(showItem(spaced, []).replaceAll(/\s/g, '')).toBe(shown);
  });

  it('has a meaning in its own item alone', () => {
    const other = whole.replace(/"type":"\w+"/, '"type":"unheard_of"');
    expect(showItem(other, [])).toBe(other);
  });
});

describe('an item that is not as its type says', () => {
  it.each([
    '{"type":"message","content":"text"}',
    '{"type":"message","content":["text",null,1]}',
    '{"type":"computer_call_output","output":"text"}',
    '{"type":"web_search_call","action":null}',
    '{"type":5}',
    '{}',
  ])('is shown as it is: %s', (text) => {
    expect(showItem(text, [])).toBe(text);
  });

  it('hides a member that is there twice, or spelled with escapes', () => {
    const text = '{"type":"reasoning","encrypted_content":"x","encrypted\\u005fcontent":"y"}';
    expect(showItem(text, [])).toBe('{"type":"reasoning"}');
  });
});
