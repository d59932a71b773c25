import { GatewayError } from '@gw/core';

/** Tells about a request what was not done as asked. */
export type Warn = (message: string) => void;

/** The refusal of what Ollama cannot carry, to be thrown. @param param the field, in OpenAI's spelling. */
export function unsupported(param: string, message: string): GatewayError {
  return new GatewayError('unsupported_parameter', message, { param });
}

/** The refusal of what makes no sense to anybody, to be thrown. */
export function invalid(param: string, message: string): GatewayError {
  return new GatewayError('invalid_value', message, { param });
}
