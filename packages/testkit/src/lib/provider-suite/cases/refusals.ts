import assert from 'node:assert/strict';
import type { UpstreamError } from '@gw/core';
import { waysTo } from '../answers.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ProviderWire } from '../provider-wire.ts';
import { fields, refusalOf } from '../refusal.ts';

/** Those about timing; of the others only the upstream's own failures may be repeated. */
const retryable4xx = [408, 409, 429];

function checkRefusal(error: UpstreamError, status: number, { refusalFields }: ProviderWire): void {
  assert.equal(error.upstreamStatus, status);
  assert.equal(error.status, status, 'the client sees the same status');
  assert.equal(error.message, fields.message);
  const { type, param, wireCode: code } = error;
  const said = { type, param, code };
  for (const name of refusalFields) assert.equal(said[name], fields[name], `its ${name}`);
  assert.equal(
    error.retryable,
    status >= 500 || retryable4xx.includes(status),
    'whether to repeat',
  );
}

/** These are about the gateway's key, and often quote it: the client sees other words. */
function checkKeyRefusal(error: UpstreamError, status: number): void {
  assert.equal(error.upstreamStatus, status);
  assert.equal(error.status, 502);
  assert.equal(error.code, 'upstream_authentication_error');
  assert.doesNotMatch(error.message, /suite does not want/);
  assert.equal(error.retryable, false);
}

const plainCases = [400, 404, 408, 409, 413, 422, 429, 500, 502, 503].map((status) =>
  upstreamCase(
    `refusals: ${status} rejects in "call" and keeps what it says`,
    {},
    async (bench) => {
      for (const way of waysTo(bench)) {
        const error = await refusalOf(bench, bench.wire.refusal(status, fields), way);
        checkRefusal(error, status, bench.wire);
        assert.equal(error.retryAfterMs, undefined, 'nothing is said about when');
      }
    },
  ),
);

const keyCases = [401, 403].map((status) =>
  upstreamCase(`refusals: ${status} is the gateway's own affair`, {}, async (bench) => {
    for (const way of waysTo(bench)) {
      checkKeyRefusal(await refusalOf(bench, bench.wire.refusal(status, fields), way), status);
    }
  }),
);

export const refusalCases: readonly ProviderCase[] = [
  ...plainCases,
  ...keyCases,
  upstreamCase('refusals: when to ask again is read', {}, async (bench) => {
    const late = { ...fields, retryAfterSeconds: 3 };
    for (const way of waysTo(bench)) {
      for (const status of [429, 503]) {
        const error = await refusalOf(bench, bench.wire.refusal(status, late), way);
        checkRefusal(error, status, bench.wire);
        assert.equal(error.retryAfterMs, 3_000);
      }
    }
  }),
];
