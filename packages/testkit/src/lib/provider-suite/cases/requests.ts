import assert from 'node:assert/strict';
import { GatewayError, readPayload } from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import { greeting, says } from '../answers.ts';
import { ask, askJson, askText } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';

/** One white pixel. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsWpwgAAAAABJRU5ErkJggg==';
const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } };

const schema = {
  type: 'object',
  properties: { suite_city: { type: 'string' }, suite_degrees: { type: 'number' } },
  required: ['suite_city', 'suite_degrees'],
  additionalProperties: false,
};
const format = { type: 'json_schema', json_schema: { name: 'suite_report', strict: true, schema } };
const report = { suite_city: 'Köln', suite_degrees: 21.5 };

/** Everything that a parse and stringify would change. */
const oddBody = (model: string) =>
  `{\n  "suite_first": 1e400, "model":${JSON.stringify(model)},"seed":12345678901234567890,\t"messages":` +
  '[{"content":"\\u00fc\\/\\ud83d\\ude00","role":"user","suite_part":-0.0}], "suite_last": {"b":1,"a":[]} }\n';

async function settingIsNotLost(bench: Bench): Promise<void> {
  const name = 'suite_unheard_of';
  says(bench, greeting, 'json');
  const pending = ask(bench, 'chat', { [name]: { suite_level: 'high' } });
  const outcome = await bench.soon('an answer', pending).catch((error: unknown) => error);
  if (outcome instanceof GatewayError) {
    assert.equal(outcome.param, name, 'the refusal names the setting');
    return;
  }
  if (outcome instanceof Error) throw outcome;
  const { warnings = [] } = outcome as Awaited<typeof pending>;
  const isSent = bench.upstream?.requests[0]?.text.includes(`"${name}":{"suite_level":"high"}`);
  const isWarnedOf = warnings.some((warning) => warning.includes(name));
  assert.ok(isSent || isWarnedOf, `"${name}" is neither sent, nor warned of, nor refused`);
}

export const requestCases: readonly ProviderCase[] = [
  upstreamCase(
    'requests: an image in a message reaches the upstream',
    { api: 'chat' },
    async (bench) => {
      says(bench, greeting, 'json');
      const content = [{ type: 'text', text: 'What is this?' }, picture];
      await askJson(bench, 'chat', { messages: [{ role: 'user', content }] });
      const sent = bench.upstream.requests[0]?.text ?? '';
      assert.ok(sent.includes(png), 'the image is sent');
      assert.ok(sent.includes('What is this?'), 'and the text beside it');
    },
  ),
  anyCase('chat: an answer in the format that was asked for', { api: 'chat' }, async (bench) => {
    says(bench, { ...greeting, text: [JSON.stringify(report)] }, 'json');
    const { json } = await askJson(bench, 'chat', { response_format: format });
    const [choice] = (readPayload(json) as ChatCompletion).choices;
    const value = JSON.parse(choice?.message.content ?? '') as object;
    assert.deepEqual(Object.keys(value), schema.required);
    if (!bench.upstream) return;
    assert.deepEqual(value, report);
    const sent = bench.upstream.requests[0]?.text ?? '';
    for (const name of schema.required) assert.ok(sent.includes(`"${name}"`), `"${name}" is sent`);
  }),
  anyCase(
    'requests: a setting that the provider does not know is not lost in silence',
    { api: 'chat' },
    settingIsNotLost,
  ),
  upstreamCase(
    'requests: a body reaches the upstream byte for byte',
    { api: 'chat', native: true },
    async (bench) => {
      const body = oddBody(bench.modelOf('chat'));
      says(bench, greeting, 'json');
      await bench.soon('the answer', askText(bench, 'chat', body));
      assert.equal(bench.upstream.requests[0]?.text, body);
    },
  ),
  upstreamCase("requests: the client's headers stay behind", { api: 'chat' }, async (bench) => {
    const headers = { 'x-suite-client': 'a', 'user-agent': 'suite-client/1', cookie: 'suite=1' };
    says(bench, greeting, 'json');
    await askJson(bench, 'chat', {}, { headers });
    const sent = JSON.stringify(bench.upstream.requests[0]?.headers);
    assert.doesNotMatch(sent, /suite-client|suite=1/);
  }),
];
