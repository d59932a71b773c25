import { describe, expect, test } from 'vitest';
import { GatewayError } from '../errors.ts';
import { parseMessage, toRequestBody } from './session-message.ts';

const bodyOf = (text: string) =>
  new TextDecoder().decode(toRequestBody(parseMessage(new TextEncoder().encode(text))));

function refusalOf(text: string) {
  try {
    bodyOf(text);
  } catch (error) {
    if (error instanceof GatewayError) return [error.code, error.param];
    throw error;
  }
  return undefined;
}

const create = (members: string) => `{"type":"response.create"${members}}`;

describe('a response.create', () => {
  test('becomes the body of a streamed request, the rest byte for byte', () => {
    const text =
      '{ "type": "response.create",  "seed": 12345678901234567890, "input": "\\u00e9 é" }';
    expect(bodyOf(text)).toBe(
      '{ "seed": 12345678901234567890, "input": "\\u00e9 é","stream":true }',
    );
  });

  test('may say that it wants a response', () => {
    expect(bodyOf(create(',"model":"m","generate":true'))).toBe('{"model":"m","stream":true}');
    expect(bodyOf(create(',"generate":null'))).toBe('{"stream":true}');
  });

  test.each([
    ['stream', 'true'],
    ['stream', 'false'],
    ['stream', 'null'],
    ['stream_options', '{"include_obfuscation":false}'],
    ['background', 'false'],
    ['stream_id', '"lane"'],
    ['generate', 'false'],
    ['generate', '"no"'],
  ])('is refused with "%s": %s', (name, value) => {
    expect(refusalOf(create(`,"${name}":${value}`))).toEqual(['unsupported_parameter', name]);
  });

  test.each(['type', 'previous_response_id'])('is refused when it has "%s" twice', (name) => {
    const text = create(`,"${name}":"a","${name}":"b"`);
    expect(refusalOf(text)).toEqual(['ambiguous_parameter', name]);
  });
});

describe('other messages are refused', () => {
  test.each([
    ['', 'invalid_json', null],
    ['{"type":"response.create"', 'invalid_json', null],
    ['"response.create"', 'invalid_request', null],
    ['null', 'invalid_request', null],
    ['[{"type":"response.create"}]', 'invalid_request', null],
    [`{"a":${'['.repeat(300)}${']'.repeat(300)}}`, 'invalid_request', null],
    ['{"model":"m"}', 'missing_required_parameter', 'type'],
    ['{"type":"response.steer"}', 'invalid_value', 'type'],
    ['{"type":"response.cancel"}', 'invalid_value', 'type'],
    ['{"type":null}', 'invalid_value', 'type'],
    ['{"type":{"a":1}}', 'invalid_value', 'type'],
  ])('%.40s', (text, code, param) => {
    expect(refusalOf(text)).toEqual([code, param]);
  });

  test('an unknown type is named, but not at length', () => {
    expect(() => bodyOf('{"type":"response.steer"}')).toThrow('"response.steer"');
    expect(() => bodyOf(`{"type":"${'x'.repeat(10_000)}"}`)).toThrow(/^.{0,200}$/);
  });
});
