import type { WireError, WireErrorObject } from '@gw/schema';
import type { HeaderList, Step } from '../upstream/step.ts';
import { jsonSteps } from './json-steps.ts';

/** The members of OpenAI's error object; what is left out follows from the status. */
export type WireErrorFields = Partial<WireErrorObject>;

/** @see https://platform.openai.com/docs/guides/error-codes#api-errors */
const byStatus: Readonly<Record<number, WireErrorObject>> = {
  401: error('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
  403: error('You are not allowed to do this.', 'invalid_request_error', 'permission_denied'),
  404: error('Not found.', 'invalid_request_error', 'not_found'),
  429: error('Rate limit reached.', 'requests', 'rate_limit_exceeded'),
  503: error('The engine is currently overloaded, please try again later.', 'server_error', null),
};

function error(message: string, type: string, code: string | null): WireErrorObject {
  return { message, type, param: null, code };
}

/** `{ error: { message, type, param, code } }` with all four members. */
export function wireError(status: number, fields: WireErrorFields = {}): WireError {
  const fallback =
    status >= 500
      ? error('The server had an error while processing your request.', 'server_error', null)
      : error(`The request failed with status ${status}.`, 'invalid_request_error', null);
  return { error: { ...(byStatus[status] ?? fallback), ...fields } };
}

export function errorSteps(
  status: number,
  fields?: WireErrorFields,
  headers: HeaderList = [],
): Step[] {
  return jsonSteps(wireError(status, fields), { status, headers });
}
