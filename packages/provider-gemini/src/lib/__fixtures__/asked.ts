import { GatewayError } from '@gw/core';
import { type MediaAt, mediaRefused } from '@gw/provider-utils';
import { type ConvertedRequest, convertRequest } from '../convert-request.ts';

/** A request as it comes from a client: nobody checks it against the types. */
export type LooseRequest = Readonly<Record<string, unknown>>;

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};

/** The conversion of a request, by default for a model of the newest family. */
export function ask(request: LooseRequest, model = 'gemini-3-flash'): ConvertedRequest {
  return convertRequest({ model, ...request } as never, model, { mediaAt });
}

/** What goes upstream. */
export function bodyOf(request: LooseRequest, model?: string) {
  return ask({ input: 'hi', ...request }, model).body;
}

/** The contents that an input becomes. */
export function contentsOf(input: unknown, model?: string) {
  return ask({ input }, model).body.contents;
}

/** The error with which a request is refused. */
export function refusalOf(request: LooseRequest, model?: string) {
  try {
    ask({ input: 'hi', ...request }, model);
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, param: error.param };
    throw error;
  }
  throw new Error('It was not refused.');
}

export const user = (content: unknown) => ({ type: 'message', role: 'user', content });

export const call = (call_id: string, name = 'f', text = '{}') => ({
  type: 'function_call',
  call_id,
  name,
  arguments: text,
});

export const output = (call_id: string, text: unknown = 'ok') => ({
  type: 'function_call_output',
  call_id,
  output: text,
});

export const functionTool = (name: string, more: object = {}) => ({
  type: 'function',
  name,
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  ...more,
});
