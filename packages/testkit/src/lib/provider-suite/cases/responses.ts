import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import { askJson, askStream, askText, type Members } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { framesOf, textOf } from '../frames.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ReplyKind, ResponsesAnswer } from '../provider-wire.ts';
import {
  called,
  cutOff,
  reasoned,
  refused,
  responseOf,
  spoken,
  usage,
} from '../responses-answers.ts';
import { keepsBytes } from '../sent-bytes.ts';
import { toldResponse } from '../told-response.ts';

const needs = { api: 'responses' } as const;
const native = { ...needs, native: true } as const;
const reasoningAsked = {
  reasoning: { effort: 'low', summary: 'auto' },
  include: ['reasoning.encrypted_content'],
};

/** Has the upstream give this answer next. A provider without one says what it has to say. */
function says({ upstream, wire }: Bench, answer: ResponsesAnswer, kind: ReplyKind): void {
  if (upstream && wire) upstream.script(responseOf(wire, answer, kind));
}

async function wholeOf(
  bench: Bench,
  answer: ResponsesAnswer,
  members?: Members,
): Promise<ResponseResource> {
  says(bench, answer, 'json');
  const { json } = await askJson(bench, 'responses', members);
  return readPayload(json) as ResponseResource;
}

async function streamOf(bench: Bench, answer: ResponsesAnswer, members?: Members) {
  says(bench, answer, 'stream');
  return toldResponse(await framesOf(bench, await askStream(bench, 'responses', members)));
}

type Said = Pick<ResponseResource, 'output' | 'usage' | 'status' | 'incomplete_details'>;

/** Both say the same, and it is what the upstream said. */
function sayingCase(
  name: string,
  answer: ResponsesAnswer,
  members: Members,
  read: (response: Said) => unknown,
): ProviderCase {
  return upstreamCase(`responses: ${name}`, native, async (bench) => {
    const expected = read(resourceOf(answer));
    assert.deepEqual(read(await wholeOf(bench, answer, members)), expected, 'as JSON');
    const { response } = await streamOf(bench, answer, members);
    assert.deepEqual(read(response), expected, 'as a stream');
  });
}

/** What the answer says, as a response has it. */
function resourceOf({ isIncomplete, output, usage }: ResponsesAnswer): Said {
  return {
    output: [...output],
    usage,
    status: isIncomplete ? 'incomplete' : 'completed',
    incomplete_details: isIncomplete ? { reason: 'max_output_tokens' } : null,
  };
}

function textIn({ output }: Said): string {
  return output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => ('text' in part ? part.text : ''))
    .join('');
}

async function textAsJson(bench: Bench): Promise<string> {
  const response = await wholeOf(bench, spoken);
  assert.equal(response.object, 'response');
  assert.ok(response.id, 'a response has an id');
  assert.equal(response.status, 'completed');
  return textIn(response);
}

/** Everything that a parse and stringify would change, and items that only their maker can read. */
const oddBody = (model: string) =>
  `{\n  "suite_first": 1e400, "model":${JSON.stringify(model)},\t"input":[{"role":"user","content":"\\u00fc\\/"},` +
  '{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA+/=","suite_part":-0.0},' +
  '{"type":"suite:search","id":"x"}], "suite_last": {"b":1,"a":[]} }\n';

export const responsesCases: readonly ProviderCase[] = [
  anyCase('responses: a text as JSON', needs, async (bench) => {
    const said = await textAsJson(bench);
    if (bench.upstream) assert.equal(said, textIn(resourceOf(spoken)));
    else assert.ok(said.length > 0);
  }),
  anyCase('responses: a stream says what the JSON says', needs, async (bench) => {
    const said = await textAsJson(bench);
    const told = await streamOf(bench, spoken);
    assert.equal(told.deltas('output_text'), said);
    assert.equal(textIn(told.response), said);
    assert.equal(told.events.at(-1)?.type, 'response.completed');
  }),
  upstreamCase('responses: a JSON reply keeps its bytes', native, async (bench) => {
    const sent = keepsBytes(bench, responseOf(bench.wire, reasoned, 'json'));
    const { json } = await askJson(bench, 'responses');
    assert.equal(new TextDecoder().decode(json.bytes()), sent());
  }),
  upstreamCase('responses: the frames of a stream keep their bytes', native, async (bench) => {
    const sent = keepsBytes(bench, responseOf(bench.wire, reasoned, 'stream'));
    const frames = await framesOf(bench, await askStream(bench, 'responses'));
    assert.ok(
      frames.every(({ raw }) => raw !== undefined),
      'every frame has the bytes that came',
    );
    assert.equal(textOf(frames), sent());
  }),
  upstreamCase('responses: a body reaches the upstream byte for byte', native, async (bench) => {
    const body = oddBody(bench.modelOf('responses'));
    says(bench, spoken, 'json');
    await bench.soon('the answer', askText(bench, 'responses', body));
    assert.equal(bench.upstream.requests[0]?.text, body);
  }),
  sayingCase('reasoning comes with its encrypted content', reasoned, reasoningAsked, ({ output }) =>
    output.map((item) => (item.type === 'reasoning' ? item : item.type)),
  ),
  sayingCase(
    'function calls come with names, ids and arguments',
    called,
    {},
    ({ output }) => output,
  ),
  sayingCase('a refusal is one', refused, {}, ({ output }) =>
    output.map((item) => (item.type === 'message' ? item.content : item.type)),
  ),
  sayingCase('one that was cut off says why', cutOff, {}, (response) => [
    response.status,
    response.incomplete_details,
  ]),
  sayingCase('the usage is told with its details', spoken, {}, (response) => {
    assert.deepEqual(response.usage, usage);
    return response.usage;
  }),
];
