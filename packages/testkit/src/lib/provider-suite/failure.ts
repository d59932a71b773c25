import assert from 'node:assert/strict';
import { GatewayError } from '@gw/core';

/** A failure of the upstream: another attempt, here or elsewhere, may go well. */
export function checkFailure(error: unknown, codes: readonly string[]): void {
  assert.ok(error instanceof GatewayError, `a GatewayError, not ${error}`);
  assert.ok(codes.includes(error.code), `"${error.code}" instead of ${codes.join(' or ')}`);
  assert.equal(error.retryable, true, 'it may be asked again');
}
