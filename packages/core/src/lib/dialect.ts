import type { WireError } from '@gw/schema';
import type { GatewayError } from './errors.ts';
import { renderError } from './render-error.ts';

/** How a family of endpoints names calls and tells refusals. */
export interface Dialect {
  /** Reply headers that carry our request id. */
  readonly requestIdHeaders: readonly string[];
  /** The body of a refusal. */
  renderError(error: GatewayError, requestId: string): object;
}

/** Everywhere but at the endpoints that say otherwise. */
export const openaiDialect: Dialect = {
  requestIdHeaders: ['x-request-id'],
  renderError: (error): WireError => renderError(error),
};
