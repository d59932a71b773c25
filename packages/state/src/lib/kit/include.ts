import { GatewayError } from '@gw/core';

/** What is shown only when asked for. @see https://platform.openai.com/docs/api-reference/conversations/list-items */
export const includables = [
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
] as const;

export type Includable = (typeof includables)[number];

/**
 * Reads `include[]=a&include[]=b`, `include=a&include=b` and `include=a,b`.
 * @throws {GatewayError} `invalid_value` naming the member, as `include[0]`.
 */
export function readInclude(query: string): readonly Includable[] {
  const given = [...new URLSearchParams(query)]
    .filter(([name]) => /^include(\[\d*\])?$/.test(name))
    .flatMap(([, value]) => value.split(','))
    .filter((member) => member !== '');
  return given.map((member, position) => {
    const known = includables.find((includable) => includable === member);
    if (!known) throw unknownMember(member, position);
    return known;
  });
}

function unknownMember(member: string, position: number): GatewayError {
  const supported = includables.map((includable) => `'${includable}'`).join(', ');
  const message = `Invalid value: '${member}'. Supported values are: ${supported}.`;
  return new GatewayError('invalid_value', message, { param: `include[${position}]` });
}
