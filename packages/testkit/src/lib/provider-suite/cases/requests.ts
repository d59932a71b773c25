import assert from 'node:assert/strict';
import { greeting, says } from '../answers.ts';
import { askJson, hear } from '../ask.ts';
import { orRefused } from '../or-refused.ts';
import { type ProviderCase, talkCases, upstreamTalkCases } from '../provider-case.ts';

const schema = {
  type: 'object',
  properties: { suite_city: { type: 'string' }, suite_degrees: { type: 'number' } },
  required: ['suite_city', 'suite_degrees'],
  additionalProperties: false,
};
const report = { suite_city: 'Köln', suite_degrees: 21.5 };

export const requestCases: readonly ProviderCase[] = [
  ...upstreamTalkCases(
    'requests of <api>: model and words reach the upstream',
    {},
    async (bench, talk) => {
      const words = { system: 'Speak like the suite.', text: 'Is "ü\\n" there?' };
      says(bench, talk, greeting, 'json');
      await hear(bench, talk, words, 'json');
      const [sent] = bench.upstream.requests;
      assert.equal(sent?.method, 'POST');
      assert.match(sent?.header('content-type') ?? '', /^application\/json\b/);
      const target = decodeURIComponent(sent?.path ?? '') + sent?.text;
      assert.ok(target.includes(bench.modelOf(talk.api)), 'the model is named');
      const said = JSON.stringify(sent?.json);
      for (const each of Object.values(words)) {
        assert.ok(said.includes(JSON.stringify(each).slice(1, -1)), `"${each}" is said`);
      }
    },
  ),
  ...talkCases('<api>: an answer in the format that was asked for', {}, (bench, talk) =>
    orRefused(formatIn[talk.api] ?? '', async () => {
      for (const kind of ['json', 'stream'] as const) {
        says(bench, talk, { ...greeting, text: [JSON.stringify(report)] }, kind);
        const { text } = await hear(bench, talk, { text: 'Report.', schema }, kind);
        const value = JSON.parse(text) as object;
        assert.deepEqual(Object.keys(value), schema.required);
        if (bench.upstream) assert.deepEqual(value, report);
      }
      const sent = bench.upstream?.requests.map((request) => request.text).join('\n');
      for (const name of schema.required) {
        assert.ok(sent?.includes(`"${name}"`) ?? true, `"${name}" is sent`);
      }
    }),
  ),
  ...upstreamTalkCases(
    "requests of <api>: the client's headers stay behind",
    {},
    async (bench, talk) => {
      const headers = { 'x-suite-client': 'a', 'user-agent': 'suite-client/1', cookie: 'suite=1' };
      says(bench, talk, greeting, 'json');
      await askJson(bench, talk.api, {}, { headers });
      const sent = JSON.stringify(bench.upstream.requests[0]?.headers);
      assert.doesNotMatch(sent, /suite-client|suite=1/);
    },
  ),
];

/** Where each api asks for a format. */
const formatIn: Readonly<Record<string, string>> = {
  chat: 'response_format',
  responses: 'text.format',
  messages: 'output_config.format',
};
