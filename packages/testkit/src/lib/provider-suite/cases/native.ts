import assert from 'node:assert/strict';
import { greeting, says } from '../answers.ts';
import { askJson, askStream, askText } from '../ask.ts';
import { framesOf, textOf } from '../frames.ts';
import { type ProviderCase, upstreamTalkCases } from '../provider-case.ts';
import { keepsBytes } from '../sent-bytes.ts';

const native = { native: true } as const;

/** Where nothing has to be converted, nothing changes. */
export const nativeCases: readonly ProviderCase[] = [
  ...upstreamTalkCases(
    '<api>: a body reaches the upstream byte for byte',
    native,
    async (bench, talk) => {
      const body = talk.oddBody(bench.modelOf(talk.api));
      says(bench, talk, greeting, 'json');
      await bench.soon('the answer', askText(bench, talk.api, body));
      assert.equal(bench.upstream.requests[0]?.text, body);
    },
  ),
  ...upstreamTalkCases('<api>: a JSON reply keeps its bytes', native, async (bench, talk) => {
    const sent = keepsBytes(bench, talk.answer(bench.wire, greeting, 'json'));
    const { json } = await askJson(bench, talk.api);
    assert.equal(new TextDecoder().decode(json.bytes()), sent());
  }),
  ...upstreamTalkCases(
    '<api>: the frames of a stream keep their bytes',
    native,
    async (bench, talk) => {
      const sent = keepsBytes(bench, talk.answer(bench.wire, greeting, 'stream'));
      const frames = await framesOf(bench, await askStream(bench, talk.api));
      assert.ok(
        frames.every(({ raw }) => raw !== undefined),
        'every frame has the bytes that came',
      );
      assert.equal(textOf(frames), sent());
    },
  ),
];
