import { describe, expect, it } from 'vitest';
import { includables, readInclude } from './include.ts';

describe('reading what is asked for', () => {
  it.each([
    ['include[]=reasoning.encrypted_content&include[]=web_search_call.results'],
    ['include%5B%5D=reasoning.encrypted_content&include%5B%5D=web_search_call.results'],
    ['include=reasoning.encrypted_content&include=web_search_call.results'],
    ['include=reasoning.encrypted_content,web_search_call.results&limit=1'],
    ['include=reasoning.encrypted_content%2Cweb_search_call.results'],
    ['include[0]=reasoning.encrypted_content&include[1]=web_search_call.results,'],
  ])('%s', (query) => {
    expect(readInclude(query)).toEqual(['reasoning.encrypted_content', 'web_search_call.results']);
  });

  it('may be nothing, and all there is', () => {
    expect(readInclude('')).toEqual([]);
    expect(readInclude('include=')).toEqual([]);
    expect(readInclude(`include=${includables.join(',')}`)).toEqual(includables);
  });

  it.each([
    ['include[]=bogus.thing', 0],
    ['include=reasoning.encrypted_content,bogus.thing', 1],
    ['include=reasoning.encrypted_content&include[]=bogus.thing', 1],
  ])('refuses %s', (query, at) => {
    expect(() => readInclude(query)).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        param: `include[${at}]`,
        message: expect.stringMatching(
          /^Invalid value: 'bogus.thing'. Supported values are: 'file_/,
        ),
      }),
    );
  });
});
