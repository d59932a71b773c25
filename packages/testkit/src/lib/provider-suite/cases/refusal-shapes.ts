import assert from 'node:assert/strict';
import type { UpstreamError } from '@gw/core';
import { cutMidStream } from '../../behaviours/cut.ts';
import { type RespondOptions, respond } from '../../behaviours/respond.ts';
import { compose } from '../../upstream/behaviour.ts';
import { anyApi, waysTo } from '../answers.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import { fields, refusalOf } from '../refusal.ts';

const { message } = fields;
const html = { 'content-type': 'text/html; charset=utf-8' };
const page = `<html><title>502</title><body>${'<p>'.repeat(20_000)}</body></html>`;

/** What stands between a provider and its upstream, and other upstreams of the kind, send these. */
const readable: Readonly<Record<string, RespondOptions>> = {
  '{ error: text }': { json: { error: message } },
  '{ message }': { json: { message, suite: [1] } },
  '{ detail }': { json: { detail: message } },
  '{ detail: [{ msg }] }': { json: { detail: [{ msg: message, type: 'missing' }] } },
  '[{ error }]': { json: [{ error: { message, status: 'SUITE' } }] },
  '{ errors: [{ message }] }': { json: { errors: [{ message }], success: false } },
  'plain text': { text: message },
};

/** Nothing in these is for the client. */
const unreadable: Readonly<Record<string, RespondOptions>> = {
  'a page': { text: page, headers: html },
  nothing: {},
  null: { json: null },
  'a number': { json: 42 },
  'an empty object': { json: {} },
  'an error of null': { json: { error: null } },
  'an error without words': { json: { error: { message: null, type: 7, param: [], code: {} } } },
  'JSON that stops': { text: '{"error":{"mess', headers: { 'content-type': 'application/json' } },
};

function checkWords(error: UpstreamError, status: number): void {
  assert.equal(error.status, status);
  assert.ok(error.message.length > 0 && error.message.length < 4_096, 'a message of some words');
  assert.doesNotMatch(error.message, /[<>{}]/, 'a message is no page and no JSON');
  assert.equal(typeof error.type, 'string');
  for (const value of [error.param, error.wireCode]) {
    assert.ok(value === null || typeof value === 'string', '"param" and "code" are texts or null');
  }
}

function shapeCase(name: string, options: RespondOptions, isReadable: boolean): ProviderCase {
  return upstreamCase(`refusals: ${name} keeps its status`, {}, async (bench) => {
    for (const way of waysTo(bench, [anyApi(bench)])) {
      for (const status of [422, 502]) {
        const error = await refusalOf(bench, respond({ ...options, status }), way);
        checkWords(error, status);
        const isSaid = error.message.includes(message);
        if (isReadable && bench.wire.isNative) assert.ok(isSaid, 'what it says is found');
      }
    }
  });
}

export const refusalShapeCases: readonly ProviderCase[] = [
  ...Object.entries(readable).map(([name, options]) => shapeCase(name, options, true)),
  ...Object.entries(unreadable).map(([name, options]) => shapeCase(name, options, false)),
  upstreamCase('refusals: one whose body breaks off keeps its status', {}, async (bench) => {
    for (const how of ['fin', 'reset'] as const) {
      const cut = cutMidStream({ afterBytes: 9, how });
      for (const way of waysTo(bench, [anyApi(bench)])) {
        const refusal = compose(bench.wire.refusal(500, fields), cut);
        checkWords(await refusalOf(bench, refusal, way), 500);
      }
    }
  }),
];
